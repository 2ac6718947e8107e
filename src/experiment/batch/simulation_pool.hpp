// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "experiment/batch/time_left.hpp"
#include "experiment/run/run.hpp"
#include "os/child_process.hpp"

// Runs simulations side by side, each in a process of its own. The caller decides on the order of the simulations,
// starts the next one when there is room, and waits for those that end.

namespace deltasim::experiment
{

/// The size of a simulation, before it has begun.
struct SimulationSize {
    double work = 0.0;  ///< see expected_work.hpp
    std::uint64_t steps = 0;
};

class SimulationPool
{
public:
    /// A simulation that has ended.
    struct Ended {
        std::size_t number = 0;
        std::optional<std::string> result{};  ///< nothing if it failed
        std::string failure{};                ///< why it failed
        bool too_long = false;                ///< it was stopped because it took too long
    };

    /// Runs `jobs` simulations at a time, all under `engine`.
    SimulationPool(std::uint64_t jobs, Engine engine) : jobs_(jobs), most_(jobs), engine_(engine) {}

    [[nodiscard]] bool empty() const { return running_.empty(); }
    [[nodiscard]] std::size_t size() const { return running_.size(); }
    [[nodiscard]] bool has_room() const { return running_.size() < most_; }

    /// Starts a simulation; the caller chooses its number. Returns false if the machine allows no more processes: from
    /// then on the pool has room only for those that are running. If none is running, throws std::system_error.
    bool start(std::size_t number, const SimulationSize& size, const std::function<void(os::ChildChannel&)>& work);

    /// Waits until a simulation sends something, for a moment at most, or until a signal comes. Stops simulations that
    /// have run for `longest`. Returns those that have ended. Throws Interrupted.
    [[nodiscard]] std::vector<Ended> wait(std::optional<std::chrono::duration<double>> longest = {});

    /// Steps done so far by the running simulations.
    [[nodiscard]] std::uint64_t steps_done() const;
    /// The time left for the running simulations and for the waiting ones, whose work is given; nothing if it cannot be
    /// estimated.
    [[nodiscard]] std::optional<double> seconds_left(const std::vector<double>& waiting) const;

private:
    struct Running {
        std::size_t number = 0;
        SimulationSize size;
        std::unique_ptr<os::ChildProcess> child;
        std::chrono::steady_clock::time_point start;

        [[nodiscard]] std::chrono::duration<double> elapsed() const { return std::chrono::steady_clock::now() - start; }
    };

    std::uint64_t jobs_;
    std::uint64_t most_;  ///< as many as `jobs_`, or as many as this machine can start
    Engine engine_;
    std::vector<Running> running_;
    TimeLeft time_left_;
};

}  // namespace deltasim::experiment
