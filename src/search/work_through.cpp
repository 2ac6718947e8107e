// SPDX-License-Identifier: MIT
#include "search/work_through.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace deltasim::search
{

namespace
{

class Workers
{
public:
    Workers(std::size_t count, const WorkLimits& limits, const std::function<void(std::size_t)>& work)
        : count_(count), limits_(limits), work_(work)
    {
    }

    std::size_t run(const std::function<void()>& told)
    {
        std::vector<std::thread> threads;
        working_ = std::clamp<std::uint64_t>(limits_.threads, 1, std::max<std::size_t>(1, count_));
        try {
            for (std::size_t t = working_; t > 0; --t) threads.emplace_back([this] { go_on(); });
            while (!have_ended()) told();
        } catch (...) {
            stop(std::current_exception());
        }
        for (std::thread& thread : threads) thread.join();
        if (failure_) std::rethrow_exception(failure_);
        return next_;
    }

private:
    /// Waits for a while, and says whether all threads have ended.
    bool have_ended()
    {
        constexpr std::chrono::milliseconds between_reports(50);
        std::unique_lock lock(mutex_);
        return ended_.wait_for(lock, between_reports, [&] { return working_ == 0; });
    }

    void go_on()
    {
        try {
            while (const std::optional<std::size_t> piece = take()) work_(*piece);
        } catch (...) {
            stop(std::current_exception());
        }
        const std::scoped_lock lock(mutex_);
        --working_;
        ended_.notify_all();
    }

    std::optional<std::size_t> take()
    {
        const std::scoped_lock lock(mutex_);
        if (failure_ || next_ >= count_) return std::nullopt;
        if (next_ >= limits_.in_any_case && limits_.end && Clock::now() >= *limits_.end) return std::nullopt;
        return next_++;
    }

    void stop(std::exception_ptr failure)
    {
        const std::scoped_lock lock(mutex_);
        if (!failure_) failure_ = std::move(failure);
    }

    std::size_t count_;
    const WorkLimits& limits_;
    const std::function<void(std::size_t)>& work_;
    std::mutex mutex_;  ///< guards the members below
    std::condition_variable ended_;
    std::size_t working_ = 0;
    std::size_t next_ = 0;
    std::exception_ptr failure_;
};

}  // namespace

std::size_t work_through(std::size_t count, const WorkLimits& limits, const std::function<void(std::size_t)>& work,
                         const std::function<void()>& told)
{
    return Workers(count, limits, work).run(told);
}

}  // namespace deltasim::search
