// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <tlm>
#include <utility>
#include <vector>

#include "mapping/lane_store.hpp"
#include "schedule/step_values.hpp"
#include "systemc/issued_step.hpp"
#include "systemc/step_cursor.hpp"

// The numbers of the lanes, computed step by step in program order from the words in the memories.
//
// Without a mapping, no step reads a word that another step of its nest writes: operands are what the memories hold
// when the step is issued, and results travel like all results. Mapped nests read their own results again, in tiles and
// as sums that come back. Their words move when the controller passes a step or a burst, without taking time, and
// accesses then carry no data: if a word is read while an earlier write of it is under way, the read gets the written
// word.

namespace deltasim::systemc
{

class LaneValues
{
public:
    /// Reads or writes a word of a memory.
    using MoveWord = std::function<void(std::size_t memory, std::uint64_t address, tlm::tlm_command command,
                                        const WordFormat& format, float& word)>;

    explicit LaneValues(MoveWord move_word) : move_word_(std::move(move_word)) {}

    /// A nest begins; the lanes forget what they hold for a mapped nest.
    void begin_nest(bool mapped)
    {
        mapped_ = mapped;
        lane_store_.clear();
        sums_.clear();
    }
    /// Performs the step of the cursor. `issued`: the step with whose accesses the results travel, if it is a step of
    /// the array.
    void perform(const StepCursor& cursor, IssuedStep* issued)
    {
        if (mapped_) {
            perform_mapped(cursor);
        } else {
            perform_streaming(cursor, *issued);
        }
    }

private:
    void perform_streaming(const StepCursor& cursor, IssuedStep& issued);
    void perform_mapped(const StepCursor& cursor);

    MoveWord move_word_;
    bool mapped_ = false;
    schedule::LaneRegisters registers_;
    mapping::LaneStore lane_store_;
    /// Sums that have left the lanes, by memory and address. Integer sums can have bits that no fp32 number has.
    std::map<std::pair<std::size_t, std::uint64_t>, double> sums_;
};

}  // namespace deltasim::systemc
