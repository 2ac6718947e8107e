// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <systemc>

#include "core/quantity.hpp"
#include "systemc/issued_step.hpp"

// Calls between modules, apart from accesses, which go through sockets. Each interface is what one module offers
// through a port of another.

namespace deltasim::systemc
{

/// A user of DRAM lines: the controller for its steps, the DMA engine for its bursts.
class LineUserIf : public virtual sc_core::sc_interface
{
public:
    /// True if lines before this step's lines may leave their buffer, since the step has started. True for 0, which is
    /// before the first step.
    [[nodiscard]] virtual bool has_started(std::uint64_t number) const = 0;
    /// An operand has arrived, or there is room for the results before it.
    virtual void arrived(OperandWaiter& waiter) = 0;
    /// Memories or write buffers have taken more results, or something else happened for which the end of a nest waits.
    virtual void progressed() = 0;
};

/// What the controller offers to the modules for which a step waits.
class StepBoard : public LineUserIf
{
public:
    /// A unit has started the step.
    virtual void started(IssuedStep& step) = 0;
    /// The module that held the step no longer needs it.
    virtual void release(IssuedStep& step) = 0;
};

/// A unit of the array.
class StepUnitIf : public virtual sc_core::sc_interface
{
public:
    /// Takes the next step for this unit.
    virtual void accept(IssuedStep& step) = 0;
    /// A step at this unit may now be able to start.
    virtual void wake() = 0;
    /// Steps started so far.
    [[nodiscard]] virtual std::uint64_t started_steps() const = 0;
    /// The clock of the array at which the latest result of all steps is there, and the clock at which the unit is
    /// free.
    [[nodiscard]] virtual std::uint64_t last_result() const = 0;
    [[nodiscard]] virtual std::uint64_t free_from() const = 0;
};

/// The lanes.
class LanesIf : public StepUnitIf
{
public:
    /// Operands that stay in the lanes' registers were requested, together with the next step.
    virtual void load(IssuedStep& step, const OperandShift& shift) = 0;
    /// True if everything that came has started, loads too.
    [[nodiscard]] virtual bool idle() const = 0;
};

/// What the row-end unit and the lanes offer each other.
class RowEndIf : public StepUnitIf
{
public:
    /// The lanes have started their step with this number; `last_result`: the latest result of all steps so far.
    virtual void lanes_started(std::uint64_t number, std::uint64_t last_result) = 0;
    /// The clock at which the row with this number, counted from 1, was taken over; it must have been. 0 if that is
    /// long ago.
    [[nodiscard]] virtual std::uint64_t start_of(std::uint64_t row) const = 0;
};

/// The write-back unit.
class WriteBackIf : public virtual sc_core::sc_interface
{
public:
    /// A step that writes was issued.
    virtual void expect(IssuedStep& step) = 0;
    /// The result of the step will be there at this clock of the array.
    virtual void result_at(IssuedStep& step, std::uint64_t cycle) = 0;
    /// Writes on chip: how many were sent; how many from the first on were all taken; how many from the first on are
    /// all in their memories.
    [[nodiscard]] virtual std::uint64_t sent() const = 0;
    [[nodiscard]] virtual std::uint64_t taken() const = 0;
    [[nodiscard]] virtual std::uint64_t done() const = 0;
    /// True if all expected results were sent; idle(): if they are also done.
    [[nodiscard]] virtual bool has_sent_all() const = 0;
    [[nodiscard]] virtual bool idle() const = 0;
};

/// What a read stream buffer offers to the address generator and the controller.
class ReadBufferIf : public virtual sc_core::sc_interface
{
public:
    /// True if the buffer has a slot for another line.
    [[nodiscard]] virtual bool has_room() const = 0;
    [[nodiscard]] virtual const sc_core::sc_event& room_event() const = 0;
    /// Requests a line from the DRAM; `step`: the first step that needs it.
    virtual void fetch(std::uint64_t line, std::uint64_t step) = 0;
    /// True if the generator must fetch the line: it is not the line that came last.
    [[nodiscard]] virtual bool must_fetch(std::uint64_t line) = 0;

    /// The step (or burst) needs these lines for one of its arrivals. Returns for how many of them it is the first.
    virtual std::uint64_t need(const LineSpan& lines, OperandWaiter& waiter, std::size_t arrival) = 0;
    /// Steps may have started.
    virtual void registers_moved() = 0;
};

/// What a write buffer offers to the address generator, the controller and the write-back unit.
class WriteBufferIf : public virtual sc_core::sc_interface
{
public:
    /// The generator passes a result for this line. Returns how many lines must now be sent.
    virtual std::uint64_t pass(std::uint64_t line) = 0;
    /// The generator has come to the end. Returns how many lines are left to send.
    virtual std::uint64_t pass_end() = 0;
    /// True if the next line to send is computed and has a slot.
    [[nodiscard]] virtual bool can_send() const = 0;
    [[nodiscard]] virtual const sc_core::sc_event& send_event() const = 0;
    virtual void send() = 0;

    /// The step was issued, and will write these lines; `target` is told which. Returns how many lines are sent because
    /// of it.
    virtual std::uint64_t take(const LineSpan& lines, ResultTarget& target) = 0;
    /// The results for `target` are there.
    virtual void computed(const ResultTarget& target, const PlannedOperand& operand) = 0;
    /// A step after all that were taken so far may start when their lines have slots, that is:
    [[nodiscard]] virtual std::uint64_t lines_wanted() const = 0;   ///< when this many lines are in the memory,
    [[nodiscard]] virtual std::uint64_t lines_written() const = 0;  ///< of which so many are there, from the first on
    /// How many lines are complete; have_slots(): the complete lines [first, end) have slots.
    [[nodiscard]] virtual std::uint64_t lines_complete() const = 0;
    [[nodiscard]] virtual bool have_slots(std::uint64_t first, std::uint64_t end) const = 0;
    [[nodiscard]] virtual bool idle() const = 0;
};

/// The address generator.
class GeneratorIf : public virtual sc_core::sc_interface
{
public:
    /// Walks this nest; its first step and its first burst have these numbers.
    virtual void begin(const NestPlan& plan, std::uint64_t first_step, std::uint64_t first_burst) = 0;
    [[nodiscard]] virtual bool idle() const = 0;
};

/// The n-th fill (or drain) of a tile in a nest; 0: the tile as the nest finds it.
struct TileFill {
    std::size_t tile = 0;  ///< number of the tile in the plan, from 1; 0: none
    std::uint64_t number = 0;
};

/// What the controller says about a burst when it passes it.
struct BurstOrder {
    const PlannedStep* step = nullptr;
    std::uint64_t from = 0;  ///< byte addresses
    std::uint64_t to = 0;
    std::uint64_t after_step = 0;         ///< the step that must have started
    std::uint64_t after_writes = 0;       ///< on chip: the writes that must be done
    std::array<TileFill, 2> needs_tiles;  ///< tiles that it needs beside its own
};

/// The DMA engine.
class DmaIf : public virtual sc_core::sc_interface
{
public:
    virtual void begin_nest(const NestPlan& plan) = 0;
    /// Takes the next burst. Returns how many lines it requests from the DRAM.
    virtual std::uint64_t take(const BurstOrder& order) = 0;
    [[nodiscard]] virtual std::uint64_t bursts() const = 0;  ///< bursts taken so far
    /// The bursts so far complete a fill of the tile.
    virtual void end_fill(std::size_t tile) = 0;
    [[nodiscard]] virtual bool is_there(const TileFill& fill) const = 0;
    /// Steps may have started, or results may be in their memories.
    virtual void wake() = 0;
    [[nodiscard]] virtual bool idle() const = 0;

    /// True if the burst with this number, counted from 1, has begun.
    [[nodiscard]] virtual bool has_begun(std::uint64_t burst) const = 0;
    [[nodiscard]] virtual const sc_core::sc_event& begun_event() const = 0;
};

}  // namespace deltasim::systemc
