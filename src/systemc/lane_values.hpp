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

// The lanes' numbers, worked out step by step in the order of the program, from words that the memories hold.
//
// Where no mapping is, no step reads what another of its nest writes: operands are what the memories hold as the step
// is issued, and results go the way of all results. Mapped nests read their own results again, in tiles and as sums
// that come back. Their words are moved where the controller comes past a step or a burst, without taking time, and
// accesses then travel without data: a word that is read while an earlier write of it is under way is the one written.

namespace deltasim::systemc
{

class LaneValues
{
public:
    /// Reads or writes a word of a memory.
    using MoveWord = std::function<void(std::size_t memory, std::uint64_t address, tlm::tlm_command command,
                                        const WordFormat& format, float& word)>;

    explicit LaneValues(MoveWord move_word) : move_word_(std::move(move_word)) {}

    /// A nest begins; what lanes of mapped ones hold is gone.
    void begin_nest(bool mapped)
    {
        mapped_ = mapped;
        lane_store_.clear();
        sums_.clear();
    }
    /// The cursor's step. `issued`: where its results are to go with their accesses, if it is one of the array's.
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
    /// Sums that have left the lanes, by memory and address: those of whole numbers have bits that no number of fp32
    /// has.
    std::map<std::pair<std::size_t, std::uint64_t>, double> sums_;
};

}  // namespace deltasim::systemc
