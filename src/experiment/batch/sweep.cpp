// SPDX-License-Identifier: MIT
#include "experiment/batch/sweep.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <new>
#include <numeric>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_map>

#include "experiment/batch/found_results.hpp"
#include "experiment/batch/point_simulation.hpp"
#include "experiment/batch/simulation_pool.hpp"
#include "experiment/results/json_reader.hpp"
#include "experiment/store/claims.hpp"
#include "os/child_process.hpp"
#include "os/interruption.hpp"
#include "os/lock_holders.hpp"

namespace deltasim::experiment
{

namespace
{

using SteadyClock = std::chrono::steady_clock;

/// A simulation, and the points that need it.
struct Simulation {
    std::string hash;
    std::vector<const SweptPoint*> points;

    [[nodiscard]] SimulationSize size() const { return {points.front()->work, points.front()->steps}; }
};

std::string in_words(const SweptPoint& point)
{
    std::string text =
        fmt::format("{} on {} under {}", point.identity.model, point.identity.processor, point.identity.schedule);
    for (const auto& [name, value] : point.columns) text += fmt::format(", {} {}", name, value.text);
    return text;
}

class SweepRun
{
public:
    SweepRun(config::SweepLoader& loader, std::vector<SweptPoint> points, ResultsStore& store,
             const SweepOptions& options, const std::function<void(const SweepProgress&)>& on_progress)
        : loader_(loader), store_(store), options_(options), on_progress_(on_progress), claims_(store.claims_file()),
          points_(std::move(points)), pool_(options.jobs, options.points.engine)
    {
    }

    SweepOutcome run();

private:
    void take_stock();
    void tell();
    void simulate_all();
    void read_points();
    [[noreturn]] void rescue_found(const StoreDamaged& damaged);
    bool take_from_store(const SweptPoint& point);
    void start_some();
    [[nodiscard]] std::string awaited();
    void simulate(const Simulation& simulation, os::ChildChannel& channel) const;
    void wait();
    void keep_ended();
    void keep(const SimulationPool::Ended& ended);
    void keep(const SweptPoint& point, const PointResult& result);
    void keep_failed(const SweptPoint& point, const std::string& why);
    [[nodiscard]] std::optional<PointResult> priced_from_store(const SweptPoint& point);
    void take_finished(Simulation& simulation);

    config::SweepLoader& loader_;
    ResultsStore& store_;
    const SweepOptions& options_;
    const std::function<void(const SweepProgress&)>& on_progress_;
    Claims claims_;
    std::vector<SweptPoint> points_;
    std::vector<Simulation> simulations_;
    std::vector<std::size_t> waiting_;  ///< numbers of simulations that have not started; the last one starts next
    SimulationPool pool_;
    std::vector<SimulationPool::Ended> ended_;  ///< not yet in the store; see packed()
    FoundResults found_;
    std::vector<std::string> keys_;  ///< of the sweep's points, in their order
    SteadyClock::time_point last_at_work_ = SteadyClock::now();
    SweepOutcome outcome_;
    SweepProgress& progress_ = outcome_.progress;
};

SweepOutcome SweepRun::run()
{
    take_stock();
    try {
        simulate_all();
        read_points();
        store_.rescue_if_lost();
    } catch (const StoreDamaged& damaged) {
        rescue_found(damaged);
    }
    return std::move(outcome_);
}

void SweepRun::simulate_all()
{
    tell();
    while (!pool_.empty() || !waiting_.empty()) {
        start_some();
        wait();
        // New simulations start first, so that the processors work while results go to the disk.
        if (!ended_.empty()) start_some();
        keep_ended();
        store_.rescue_if_lost();
        progress_.running = pool_.size();
        progress_.waiting_for = awaited();
        tell();
    }
}

void SweepRun::read_points()
{
    // If somebody has overwritten the store, SQLite may still read it without an error.
    if (!found_.empty()) store_.check_pages();
    for (const std::string& key : keys_) {
        if (auto point = store_.point(key)) outcome_.points.push_back(std::move(*point));
    }
}

/// The store could be read when the sweep began, so somebody has overwritten it since. Writes what the sweep has found
/// to a new store, and throws StoreLost.
void SweepRun::rescue_found(const StoreDamaged& damaged)
{
    store_.give_up();
    const std::string why = fmt::format("{}: it was overwritten while it was in use ({})", store_.file().string(),
                                        std::string_view(damaged.what()).substr(store_.file().string().size() + 2));
    for (const std::filesystem::path& file : store_.rescue_files()) {
        if (found_.empty()) throw StoreLost(why + "; this sweep had found nothing yet");
        try {
            ResultsStore rescued(file, DatabaseAccess::create);
            found_.write_to(rescued, options_.version);
        } catch (const StoreError&) {
            std::error_code none;
            std::filesystem::remove(file, none);
            continue;
        }
        throw StoreLost(fmt::format("{}; what this sweep found is kept in {}, from which the same sweep goes on with "
                                    "--store {}",
                                    why, file.string(), file.string()));
    }
    throw StoreLost(why + ", and what this sweep found could be kept nowhere");
}

void SweepRun::tell()
{
    std::vector<double> waiting;
    for (const std::size_t number : waiting_) waiting.push_back(simulations_[number].size().work);
    progress_.seconds_left = pool_.seconds_left(waiting);
    on_progress_(progress_);
}

/// Takes the results that the store has, and lists the simulations that are missing.
void SweepRun::take_stock()
{
    std::unordered_map<std::string, Simulation> needed;
    progress_.points = points_.size();
    constexpr std::size_t points_at_once = 256;  // so that other processes can write in between
    for (std::size_t first = 0; first < points_.size(); first += points_at_once) {
        os::stop_if_interrupted();
        Transaction transaction = store_.transaction();
        for (std::size_t i = first; i < std::min(points_.size(), first + points_at_once); ++i) {
            const SweptPoint& point = points_[i];
            keys_.push_back(point.identity.key);
            if (take_from_store(point)) continue;
            Simulation& simulation = needed[point.identity.simulation];
            simulation.hash = point.identity.simulation;
            simulation.points.push_back(&point);
        }
        transaction.commit();
    }
    progress_.simulations = needed.size();
    for (auto& [hash, simulation] : needed) simulations_.push_back(std::move(simulation));
    // The longest simulations start first, so that the last to finish is a short one.
    const auto order = [](const Simulation& s) { return std::pair(s.size().steps, std::string_view(s.hash)); };
    std::sort(simulations_.begin(), simulations_.end(),
              [&](const Simulation& a, const Simulation& b) { return order(a) < order(b); });
    waiting_.resize(simulations_.size());
    std::iota(waiting_.begin(), waiting_.end(), std::size_t{0});
}

/// Settles a point without a simulation, if this is possible. Returns false if a simulation is needed.
bool SweepRun::take_from_store(const SweptPoint& point)
{
    const std::optional<StoredPoint> known = store_.point(point.identity.key);
    if (known && known->state != PointState::failed) {
        store_.update_point(*known, point.identity.baseline, point.columns);
    } else if (!point.refusal.empty()) {
        store_.put_point({point.identity, PointState::refused, point.refusal, {}, point.columns},
                         loader_.load(point.group)->texts, options_.version);
    } else if (!point.failure.empty()) {
        keep_failed(point, point.failure);
        return true;
    } else if (const auto result = priced_from_store(point)) {
        keep(point, *result);
        return true;
    } else {
        return false;
    }
    ++progress_.done;
    return true;
}

/// Prices a point by its simulation in the store. Returns nothing if the store has none, or if it is damaged: then it
/// is simulated again, and replaced.
std::optional<PointResult> SweepRun::priced_from_store(const SweptPoint& point)
{
    try {
        const auto simulation = store_.simulation(point.identity.simulation);
        if (!simulation) return std::nullopt;
        return price_point(loader_, point, options_.points, *simulation);
    } catch (const DamagedResult& damaged) {
        store_.add_damage(point.identity, damaged.what());
        return std::nullopt;
    }
}

void SweepRun::start_some()
{
    // Simulations that another process does are tried again in the next round.
    std::vector<std::size_t> elsewhere;
    while (pool_.has_room() && !waiting_.empty()) {
        const std::size_t number = waiting_.back();
        Simulation& simulation = simulations_[number];
        waiting_.pop_back();
        if (!claims_.claim(simulation.hash)) {
            elsewhere.push_back(number);
            continue;
        }
        // Another process may have finished it before it released its claim.
        take_finished(simulation);
        if (simulation.points.empty()) {
            claims_.release(simulation.hash);
            ++progress_.simulated;
            continue;
        }
        const auto work = [&](os::ChildChannel& channel) { simulate(simulation, channel); };
        if (pool_.start(number, simulation.size(), work)) continue;
        claims_.release(simulation.hash);
        waiting_.push_back(number);
    }
    waiting_.insert(waiting_.begin(), elsewhere.begin(), elsewhere.end());
}

/// Removes the points of a simulation that no longer need it.
void SweepRun::take_finished(Simulation& simulation)
{
    if (!store_.has_simulation(simulation.hash)) return;
    Transaction transaction = store_.transaction();
    std::erase_if(simulation.points, [&](const SweptPoint* point) { return take_from_store(*point); });
    transaction.commit();
}

/// The other process that has done all simulations that are left for a while; empty if this process does some.
std::string SweepRun::awaited()
{
    constexpr std::chrono::seconds until_said(3);
    if (!pool_.empty() || waiting_.empty()) {
        last_at_work_ = SteadyClock::now();
    } else if (SteadyClock::now() - last_at_work_ >= until_said) {
        const pid_t holder = claims_.holder(simulations_[waiting_.back()].hash);
        return holder == 0 ? "another process" : os::process_in_words(holder);
    }
    return "";
}

/// Runs in a process of its own.
void SweepRun::simulate(const Simulation& simulation, os::ChildChannel& channel) const
{
    if (options_.memory_bytes) {
        const rlimit limit{*options_.memory_bytes, *options_.memory_bytes};
        setrlimit(RLIMIT_AS, &limit);
    }
    try {
        channel.result(packed(simulate_points(loader_, simulation.points, options_.points, [&](std::uint64_t steps) {
            os::stop_if_interrupted();
            channel.progress(steps);
        })));
    } catch (const std::exception& error) {
        // SystemC has an exception of its own for a stack that has no room.
        const bool is_memory = dynamic_cast<const std::bad_alloc*>(&error) != nullptr ||
                               std::string_view(error.what()).find("failed to allocate") != std::string_view::npos;
        if (!is_memory) throw;
        if (!options_.memory_bytes) throw std::runtime_error("out of memory");
        throw std::runtime_error(fmt::format("took more than {} MiB (--memory)", *options_.memory_bytes >> 20U));
    }
}

void SweepRun::wait()
{
    for (SimulationPool::Ended& ended : pool_.wait(options_.timeout)) {
        if (ended.too_long) ended.failure = fmt::format("took more than {:g} s (--timeout)", options_.timeout->count());
        ended_.push_back(std::move(ended));
    }
}

void SweepRun::keep_ended()
{
    if (ended_.empty()) return;
    for (const SimulationPool::Ended& ended : ended_) {
        if (ended.result) found_.add(simulations_[ended.number].points, *ended.result);
    }
    {
        Transaction transaction = store_.transaction();
        for (const SimulationPool::Ended& ended : ended_) keep(ended);
        transaction.commit();
    }
    for (const SimulationPool::Ended& ended : ended_) claims_.release(simulations_[ended.number].hash);
    progress_.simulated += ended_.size();
    outcome_.simulated += ended_.size();
    ended_.clear();
}

void SweepRun::keep(const SimulationPool::Ended& ended)
{
    const auto& [hash, points] = simulations_[ended.number];
    if (!ended.result) {
        for (const SweptPoint* point : points) keep_failed(*point, ended.failure);
        return;
    }
    const SimulatedPoints simulated = unpacked(*ended.result);
    store_.put_simulation(hash, simulated.simulation, options_.version);
    for (std::size_t i = 0; i < points.size(); ++i) keep(*points[i], simulated.points.at(i));
}

void SweepRun::keep(const SweptPoint& point, const PointResult& result)
{
    if (result.report.empty()) return keep_failed(point, result.failure);
    store_.put_point({point.identity, PointState::done, "", kept_report(result.report), point.columns},
                     result.configuration, options_.version);
    ++progress_.done;
}

void SweepRun::keep_failed(const SweptPoint& point, const std::string& why)
{
    store_.put_point({point.identity, PointState::failed, why, {}, point.columns}, loader_.load(point.group)->texts,
                     options_.version);
    outcome_.failures.push_back(in_words(point) + ": " + why);
    ++progress_.failed;
}

}  // namespace

SweepOutcome sweep(config::SweepLoader& loader, std::vector<SweptPoint> points, ResultsStore& store,
                   const SweepOptions& options, const std::function<void(const SweepProgress&)>& on_progress)
{
    return SweepRun(loader, std::move(points), store, options, on_progress).run();
}

}  // namespace deltasim::experiment
