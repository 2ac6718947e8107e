// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <systemc>

#include "core/quantity.hpp"
#include "systemc/issued_step.hpp"

// What modules say to each other besides accesses, which go through sockets: each of these is what one module offers
// through a port of another.

namespace deltasim::systemc
{

/// Whom lines of the DRAM come to and leave: the controller for its steps, the DMA engine for its bursts.
class LineUserIf : public virtual sc_core::sc_interface
{
public:
    /// Whether lines that come before this step's may leave their buffer: the step has started; 0, before the first,
    /// has.
    [[nodiscard]] virtual bool has_started(std::uint64_t number) const = 0;
    /// An operand is there, or room for the results before it.
    virtual void arrived(OperandWaiter& waiter) = 0;
    /// More results have been taken by memories or write buffers, or something else is done that a nest's end waits
    /// for.
    virtual void progressed() = 0;
};

/// The controller, to those that a step waits for.
class StepBoard : public LineUserIf
{
public:
    /// A unit has started the step.
    virtual void started(IssuedStep& step) = 0;
    /// The step is of no more interest to who held it.
    virtual void release(IssuedStep& step) = 0;
};

/// A unit of the array.
class StepUnitIf : public virtual sc_core::sc_interface
{
public:
    /// Takes the next step for this unit.
    virtual void accept(IssuedStep& step) = 0;
    /// A step at this unit may be able to start now.
    virtual void wake() = 0;
    /// Steps started so far.
    [[nodiscard]] virtual std::uint64_t started_steps() const = 0;
    /// The array's clock at which the latest result of all of them is there, and at which the unit is free.
    [[nodiscard]] virtual std::uint64_t last_result() const = 0;
    [[nodiscard]] virtual std::uint64_t free_from() const = 0;
};

/// The lanes.
class LanesIf : public StepUnitIf
{
public:
    /// Operands that stay in the lanes' registers have been asked for, with the step that comes next.
    virtual void load(IssuedStep& step, const OperandShift& shift) = 0;
    /// Whether all that came is started, loads too.
    [[nodiscard]] virtual bool idle() const = 0;
};

/// The lanes, to the row-end unit, and the other way round.
class RowEndIf : public StepUnitIf
{
public:
    /// The lanes have started their step of this number; `last_result` is the latest of them all.
    virtual void lanes_started(std::uint64_t number, std::uint64_t last_result) = 0;
    /// When the row of this number, counted from 1, was taken over: one that has been. 0 if that is long ago.
    [[nodiscard]] virtual std::uint64_t start_of(std::uint64_t row) const = 0;
};

/// The write-back unit.
class WriteBackIf : public virtual sc_core::sc_interface
{
public:
    /// A step that writes has been issued.
    virtual void expect(IssuedStep& step) = 0;
    /// Its result will be there at this clock of the array.
    virtual void result_at(IssuedStep& step, std::uint64_t cycle) = 0;
    /// Writes on chip that have been sent; the first so many of them that have all been taken, and that are all in
    /// their memories.
    [[nodiscard]] virtual std::uint64_t sent() const = 0;
    [[nodiscard]] virtual std::uint64_t taken() const = 0;
    [[nodiscard]] virtual std::uint64_t done() const = 0;
    /// Whether all results that were expected have been sent; whether they are all done, besides.
    [[nodiscard]] virtual bool has_sent_all() const = 0;
    [[nodiscard]] virtual bool idle() const = 0;
};

/// A read stream buffer, to the address generator and to the controller.
class ReadBufferIf : public virtual sc_core::sc_interface
{
public:
    /// Whether the buffer has a slot for another line.
    [[nodiscard]] virtual bool has_room() const = 0;
    [[nodiscard]] virtual const sc_core::sc_event& room_event() const = 0;
    /// Asks the DRAM for a line, whose first step is number `step`.
    virtual void fetch(std::uint64_t line, std::uint64_t step) = 0;
    /// Whether the generator has to fetch the line: it is not the one that came last.
    [[nodiscard]] virtual bool must_fetch(std::uint64_t line) = 0;

    /// The step (or burst) needs these lines for one of its arrivals. Returns how many of them it is the first to need.
    virtual std::uint64_t need(const LineSpan& lines, OperandWaiter& waiter, std::size_t arrival) = 0;
    /// Steps may have started.
    virtual void registers_moved() = 0;
};

/// A write buffer, to the address generator, the controller and the write-back unit.
class WriteBufferIf : public virtual sc_core::sc_interface
{
public:
    /// The generator comes past a result for this line. Returns how many lines are now to be sent.
    virtual std::uint64_t pass(std::uint64_t line) = 0;
    /// It has come to the end. Returns how many lines are left to be sent.
    virtual std::uint64_t pass_end() = 0;
    /// Whether the next line to be sent is computed and has a slot.
    [[nodiscard]] virtual bool can_send() const = 0;
    [[nodiscard]] virtual const sc_core::sc_event& send_event() const = 0;
    virtual void send() = 0;

    /// The step has been issued and will write these lines, which `target` is told of. Returns how many lines are sent
    /// because of it.
    virtual std::uint64_t take(const LineSpan& lines, ResultTarget& target) = 0;
    /// The results for `target` are there.
    virtual void computed(const ResultTarget& target, const PlannedOperand& operand) = 0;
    /// Whether a step may start that comes after all that were taken so far: their lines have slots.
    [[nodiscard]] virtual std::uint64_t lines_wanted() const = 0;   ///< lines that have to be in the memory for that,
    [[nodiscard]] virtual std::uint64_t lines_written() const = 0;  ///< and the first so many of them that are
    /// Lines that are complete; whether of these the ones [first, end) have slots.
    [[nodiscard]] virtual std::uint64_t lines_complete() const = 0;
    [[nodiscard]] virtual bool have_slots(std::uint64_t first, std::uint64_t end) const = 0;
    [[nodiscard]] virtual bool idle() const = 0;
};

/// The address generator.
class GeneratorIf : public virtual sc_core::sc_interface
{
public:
    /// Walks this nest, whose first step and burst have these numbers.
    virtual void begin(const NestPlan& plan, std::uint64_t first_step, std::uint64_t first_burst) = 0;
    [[nodiscard]] virtual bool idle() const = 0;
};

/// A tile as it is filled (or emptied) for the n-th time in a nest; 0: as the nest finds it.
struct TileFill {
    std::size_t tile = 0;  ///< of the plan, counted from 1; 0: none
    std::uint64_t number = 0;
};

/// What the controller says of a burst as it comes past it.
struct BurstOrder {
    const PlannedStep* step = nullptr;
    std::uint64_t from = 0;  ///< byte addresses
    std::uint64_t to = 0;
    std::uint64_t after_step = 0;         ///< which has to have started
    std::uint64_t after_writes = 0;       ///< on chip, which have to be done
    std::array<TileFill, 2> needs_tiles;  ///< besides the one that it is for
};

/// The DMA engine.
class DmaIf : public virtual sc_core::sc_interface
{
public:
    virtual void begin_nest(const NestPlan& plan) = 0;
    /// Takes the next burst. Returns how many lines it has the DRAM asked for.
    virtual std::uint64_t take(const BurstOrder& order) = 0;
    [[nodiscard]] virtual std::uint64_t bursts() const = 0;  ///< taken so far
    /// With the bursts that have been taken, a tile's fill is whole.
    virtual void end_fill(std::size_t tile) = 0;
    [[nodiscard]] virtual bool is_there(const TileFill& fill) const = 0;
    /// Steps may have started, or results be in their memories.
    virtual void wake() = 0;
    [[nodiscard]] virtual bool idle() const = 0;

    /// Whether the burst of this number, counted from 1, has begun.
    [[nodiscard]] virtual bool has_begun(std::uint64_t burst) const = 0;
    [[nodiscard]] virtual const sc_core::sc_event& begun_event() const = 0;
};

}  // namespace deltasim::systemc
