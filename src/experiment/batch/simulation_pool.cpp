// SPDX-License-Identifier: MIT
#include "experiment/batch/simulation_pool.hpp"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "os/interruption.hpp"

namespace deltasim::experiment
{

bool SimulationPool::start(std::size_t number, const SimulationSize& size,
                           const std::function<void(os::ChildChannel&)>& work)
{
    const auto now = std::chrono::steady_clock::now();
    try {
        running_.push_back({number, size, std::make_unique<os::ChildProcess>(work), now});
    } catch (const std::system_error&) {
        if (running_.empty()) throw;
        most_ = running_.size();
        return false;
    }
    return true;
}

std::vector<SimulationPool::Ended> SimulationPool::wait(std::optional<std::chrono::duration<double>> longest)
{
    std::vector<pollfd> descriptors;
    for (const Running& running : running_) descriptors.push_back({running.child->descriptor(), POLLIN, 0});
    constexpr int patience_ms = 200;
    if (poll(descriptors.data(), descriptors.size(), patience_ms) < 0 && errno != EINTR) {
        throw std::system_error(errno, std::generic_category(), "cannot wait for the simulations");
    }
    os::stop_if_interrupted();
    std::vector<Ended> ended;
    for (std::size_t i = 0; i < running_.size(); ++i) {
        Running& running = running_[i];
        const bool is_over = descriptors[i].revents != 0 && running.child->read();
        const bool too_long = !is_over && longest && running.elapsed() > *longest;
        if (is_over) ended.push_back({running.number, running.child->result(), running.child->failure()});
        if (too_long) ended.push_back({.number = running.number, .too_long = true});
        if (!is_over && !too_long) continue;
        running.child.reset();
        time_left_.ended(running.size.work, running.elapsed().count());
    }
    std::erase_if(running_, [](const Running& running) { return running.child == nullptr; });
    return ended;
}

std::uint64_t SimulationPool::steps_done() const
{
    std::uint64_t steps = 0;
    for (const Running& running : running_) steps += running.child->steps();
    return steps;
}

std::optional<double> SimulationPool::seconds_left(const std::vector<double>& waiting) const
{
    std::vector<RunningSimulation> running;
    for (const Running& one : running_) {
        running.push_back({one.size.work, one.elapsed().count(),
                           known_share(engine_, one.child->steps(), one.size.steps), one.child->processor_seconds()});
    }
    return time_left_.told(waiting, running, jobs_, engine_);
}

}  // namespace deltasim::experiment
