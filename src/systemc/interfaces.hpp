// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <systemc>

#include "core/quantity.hpp"
#include "systemc/issued_step.hpp"

// What modules say to each other besides accesses, which go through sockets: each of these is what one module offers
// through a port of another.

namespace deltasim::systemc
{

/// The controller, to those that a step waits for.
class StepBoard : public virtual sc_core::sc_interface
{
public:
    /// Whether the step of this number has started; 0, before the first, has.
    [[nodiscard]] virtual bool has_started(std::uint64_t number) const = 0;
    /// An operand of the step is there, or room for the results before it.
    virtual void arrived(IssuedStep& step) = 0;
    /// A unit has started the step.
    virtual void started(IssuedStep& step) = 0;
    /// More results have been taken by memories or write buffers, or something else is done that a nest's end waits
    /// for.
    virtual void progressed() = 0;
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

/// The lanes, to the row-end unit, and the other way round.
class RowEndIf : public StepUnitIf
{
public:
    /// The lanes have started their step of this number; `last_result` is the latest of them all.
    virtual void lanes_started(std::uint64_t number, std::uint64_t last_result) = 0;
    /// When the latest row, and the one before it, were taken over.
    [[nodiscard]] virtual std::uint64_t latest_start() const = 0;
    [[nodiscard]] virtual std::uint64_t previous_start() const = 0;
};

/// The write-back unit.
class WriteBackIf : public virtual sc_core::sc_interface
{
public:
    /// A step that writes has been issued.
    virtual void expect(IssuedStep& step) = 0;
    /// Its result will be there at this clock of the array.
    virtual void result_at(IssuedStep& step, std::uint64_t cycle) = 0;
    /// Writes on chip that have been sent; the first so many of them that have all been taken; whether all are done.
    [[nodiscard]] virtual std::uint64_t sent() const = 0;
    [[nodiscard]] virtual std::uint64_t taken() const = 0;
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

    /// The step needs these lines; `arrival` is its operand's. Returns how many of them it is the first to need.
    virtual std::uint64_t need(const LineSpan& lines, IssuedStep& step, std::size_t arrival) = 0;
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
    [[nodiscard]] virtual bool idle() const = 0;
};

/// The address generator.
class GeneratorIf : public virtual sc_core::sc_interface
{
public:
    /// Walks this nest, whose first step is number `first_step`.
    virtual void begin(const NestPlan& plan, std::uint64_t first_step) = 0;
    [[nodiscard]] virtual bool idle() const = 0;
};

}  // namespace deltasim::systemc
