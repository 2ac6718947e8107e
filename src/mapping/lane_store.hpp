// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "schedule/loop_nest.hpp"

// The values of a mapped nest: the arithmetic of its steps, lane by lane, with registers that know which word they
// hold. A step of a schedule takes its words from the lanes' registers in the usual way (schedule/step_values.hpp).
// This class fills those registers before the step and saves them after it.

namespace deltasim::mapping
{

class LaneStore
{
public:
    /// Access to a step's words. Operands have the step's numbers.
    struct Access {
        /// The word that a lane takes of an operand; `offset` counts words from the step's first word.
        std::function<double&(std::size_t operand, std::uint64_t offset)> word;
        /// The number within its tensor, without padding, of the word that an operand has at a place of its home.
        std::function<std::uint64_t(std::size_t operand, std::uint64_t place)> number;
        std::function<bool(std::size_t operand)> written;
    };

    /// Performs a step. `indices`: of the loops around the step, outermost first; empty in the body of the nest itself.
    void perform(const schedule::Step& step, const std::vector<std::uint64_t>& indices, const Access& access);
    void clear();

private:
    /// Places for one word, or for one word in each lane that adds to it.
    struct Held {
        std::optional<double> carried;
        std::vector<double> lanes;
    };
    struct Row {
        std::vector<float> row;
        std::size_t written = 0;
    };
    struct Place {
        std::uint64_t row;
        std::uint64_t column;
        std::uint64_t number;  ///< number of the lane
    };

    void perform(const schedule::Step& step, const std::vector<std::uint64_t>& indices, const Place& place,
                 const Access& access);
    static void move_sum(const schedule::Step& step, schedule::LaneRegisters& registers, double& word);

    void take(const schedule::Step& step, const schedule::RegisterUse& use, const std::vector<std::uint64_t>& indices,
              const Place& place, schedule::LaneRegisters& registers, bool back);
    Held& held(const schedule::RegisterUse& use, std::uint64_t index)
    {
        return held_[{use.kind, use.by_sample ? 0 : use.number}][index];
    }

    std::map<std::pair<schedule::Register, std::size_t>, std::unordered_map<std::uint64_t, Held>> held_;
    std::unordered_map<std::uint64_t, Row> rows_;
    std::vector<schedule::LaneRegisters> lanes_;  ///< values that steps of a chain hand on to later steps
};

}  // namespace deltasim::mapping
