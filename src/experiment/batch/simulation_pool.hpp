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

// Simulations that run beside one another, each in a process of its own. Whoever has many keeps them in an order of his
// own, starts the next one wherever there is room, and waits for those that end.

namespace deltasim::experiment
{

/// How much a simulation is, before it has begun.
struct SimulationSize {
    double work = 0.0;  ///< see expected_work.hpp
    std::uint64_t steps = 0;
};

class SimulationPool
{
public:
    /// One that is over.
    struct Ended {
        std::size_t number = 0;
        std::optional<std::string> result{};  ///< nothing where it failed
        std::string failure{};                ///< why it did
        bool too_long = false;                ///< it was stopped
    };

    /// `jobs` at a time, all under `engine`.
    SimulationPool(std::uint64_t jobs, Engine engine) : jobs_(jobs), most_(jobs), engine_(engine) {}

    [[nodiscard]] bool empty() const { return running_.empty(); }
    [[nodiscard]] std::size_t size() const { return running_.size(); }
    [[nodiscard]] bool has_room() const { return running_.size() < most_; }

    /// Starts one, whose number is the caller's. Returns whether it was started: where this machine lets no more
    /// processes be started there is no more room from then on, and with none running std::system_error is thrown.
    bool start(std::size_t number, const SimulationSize& size, const std::function<void(os::ChildChannel&)>& work);

    /// Waits until any of them has something to say, or for a moment, or until a signal comes. Stops what has run for
    /// `longest`. Returns those that are over. Throws Interrupted.
    [[nodiscard]] std::vector<Ended> wait(std::optional<std::chrono::duration<double>> longest = {});

    /// So far, of those that run.
    [[nodiscard]] std::uint64_t steps_done() const;
    /// Of these and of what waits for them to end, each of so much work; nothing where it cannot be told.
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
    std::uint64_t most_;  ///< as many, or as many as this machine lets be started
    Engine engine_;
    std::vector<Running> running_;
    TimeLeft time_left_;
};

}  // namespace deltasim::experiment
