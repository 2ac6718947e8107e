// SPDX-License-Identifier: MIT
#include "experiment/shrinking.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cctype>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "experiment/run_file.hpp"
#include "failed_assertions.hpp"
#include "sim/forked.hpp"

namespace deltasim::test
{

namespace
{

/// Collects runs that differ from a run in one thing each.
class Simpler
{
public:
    explicit Simpler(const RandomRun& run) : run_(run) {}

    /// Adds the run after the change, if the change has an effect.
    template <class Change>
    void add(const Change& change)
    {
        RandomRun changed = run_;
        change(changed);
        if (!same(changed, run_)) runs_.push_back(std::move(changed));
    }

    /// A number becomes as small as possible, then half, then one less. `of`: finds it in a run.
    template <class Number>
    void lower(const Number& of, std::uint64_t least = 1)
    {
        RandomRun run = run_;
        const std::uint64_t number = of(run);
        for (const std::uint64_t lower : {least, number / 2, number - std::min<std::uint64_t>(number, 1)}) {
            if (lower >= least && lower < number) {
                add([&](RandomRun& changed) { of(changed) = lower; });
            }
        }
    }

    /// Gives a member this value, if it has another one.
    template <class Of, class Value>
    void set(const Of& of, const Value& value)
    {
        add([&](RandomRun& changed) { of(changed) = value; });
    }

    [[nodiscard]] const RandomRun& run() const { return run_; }
    [[nodiscard]] std::vector<RandomRun> all() && { return std::move(runs_); }

private:
    static bool same(const RandomRun& a, const RandomRun& b)
    {
        return a.head == b.head && a.priced == b.priced && a.training == b.training && a.placement == b.placement;
    }

    RandomRun run_;
    std::vector<RandomRun> runs_;
};

/// The head without layer l, counted from 0.
void remove_layer(RandomRun& run, std::size_t l)
{
    std::vector<Layer>& layers = run.head.layers;
    if (l + 1 < layers.size()) {
        layers[l + 1].inputs = layers[l].inputs;
    } else {
        layers[l - 1].activation = layers[l].activation;  // the loss may need it
        layers[l - 1].dropout = 0.0;
    }
    layers.erase(layers.begin() + static_cast<std::ptrdiff_t>(l));
    if (run.training.first_trainable != "none") run.training.first_trainable = "1";
    run.placement.padding.clear();
    std::erase_if(run.placement.mapping.own, [](const auto& own) { return own.first.layer != 0; });
}

void simplify_head(Simpler& simpler)
{
    const std::size_t depth = simpler.run().head.layers.size();
    for (std::size_t l = 0; depth > 1 && l < depth; ++l) {
        simpler.add([&](RandomRun& run) { remove_layer(run, l); });
    }
    simpler.lower([](RandomRun& run) -> std::uint64_t& { return run.head.layers.front().inputs; });
    for (std::size_t l = 0; l < depth; ++l) {
        std::uint64_t outputs = simpler.run().head.layers[l].outputs;
        for (const std::uint64_t fewer : {std::uint64_t{1}, outputs / 2, outputs - 1}) {
            if (fewer == 0) continue;
            simpler.add([&](RandomRun& run) {
                run.head.layers[l].outputs = fewer;
                if (l + 1 < depth) run.head.layers[l + 1].inputs = fewer;
            });
        }
        const auto layer = [l](RandomRun& run) -> Layer& { return run.head.layers[l]; };
        simpler.set([&](RandomRun& run) -> double& { return layer(run).dropout; }, 0.0);
        simpler.set([&](RandomRun& run) -> bool& { return layer(run).bias; }, true);
        const bool loss_wants_it = simpler.run().head.layers[l].activation == Activation::softmax;
        if (!loss_wants_it)
            simpler.set([&](RandomRun& run) -> Activation& { return layer(run).activation; }, Activation::none);
    }
}

void simplify_training(Simpler& simpler)
{
    const TrainingConfig defaults;
    simpler.lower([](RandomRun& run) -> std::uint64_t& { return run.training.batch; });
    simpler.lower([](RandomRun& run) -> std::uint64_t& { return run.training.deferred_updates; });
    simpler.set([](RandomRun& run) -> std::uint64_t& { return run.training.step_samples; }, 0);
    simpler.set([](RandomRun& run) -> Optimizer& { return run.training.optimizer; }, defaults.optimizer);
    simpler.set([](RandomRun& run) -> double& { return run.training.weight_decay; }, 0.0);
    simpler.set(
        [](RandomRun & run) -> auto& { return run.training.rounding; }, defaults.rounding);
    simpler.set([](RandomRun& run) -> std::string& { return run.training.first_trainable; }, "1");
    simpler.add([](RandomRun& run) { run = in_fp32(run); });
}

void simplify_mapping(Simpler& simpler)
{
    simpler.set([](RandomRun& run) -> PlacementConfig& { return run.placement; }, PlacementConfig{});
    simpler.add([](RandomRun& run) { run.placement.padding.clear(); });
    simpler.add([](RandomRun& run) { run.placement.mapping = {}; });
    for (const auto& [loops, own] : simpler.run().placement.mapping.own) {
        const auto at = [&loops = loops](RandomRun& run) -> PhaseMapping& {
            return run.placement.mapping.own.at(loops);
        };
        simpler.add([&loops = loops](RandomRun& run) { run.placement.mapping.own.erase(loops); });
        simpler.set(at, PhaseMapping{MappingRule::streaming});
        const auto* nest = std::get_if<NestMapping>(&own);
        for (std::size_t level = 1; nest != nullptr && level < nest->levels.size(); ++level) {
            simpler.add([&](RandomRun& run) {
                auto& levels = std::get<NestMapping>(at(run)).levels;
                levels.erase(levels.begin() + static_cast<std::ptrdiff_t>(level));
            });
            simpler.add([&](RandomRun& run) { std::get<NestMapping>(at(run)).levels[level].buffers = 1; });
        }
    }
}

void simplify_array(Simpler& simpler)
{
    const auto array = [](RandomRun& run) -> PeArrayConfig& { return run.priced.processor.pe_array; };
    simpler.add([&](RandomRun& run) { array(run).instructions.reset(); });
    simpler.add([](RandomRun& run) { run.priced.processor.skip = {}; });
    const PeArrayConfig& given = simpler.run().priced.processor.pe_array;
    if (given.lanes != given.rows * given.columns)
        simpler.lower([&](RandomRun& run) -> std::uint64_t& { return array(run).lanes; });
    for (std::uint64_t PeArrayConfig::*const side : {&PeArrayConfig::rows, &PeArrayConfig::columns}) {
        const std::uint64_t length = given.*side;
        for (const std::uint64_t shorter : {std::uint64_t{1}, length / 2, length - 1}) {
            if (shorter == 0) continue;
            simpler.add([&](RandomRun& run) {
                array(run).*side = shorter;
                array(run).lanes = array(run).rows * array(run).columns;
            });
        }
    }
    simpler.lower([&](RandomRun& run) -> std::uint64_t& { return array(run).registers; });
    simpler.lower([&](RandomRun& run) -> std::uint64_t& { return array(run).accumulators; });
    simpler.set([&](RandomRun& run) -> Reduction& { return array(run).reduction; }, Reduction::row_end);
    for (std::size_t i = 0; i < operation_count; ++i) {
        simpler.set([&](RandomRun& run) -> OperationTiming& { return array(run).operations[i]; }, OperationTiming{});
    }
    simpler.lower([](RandomRun& run) -> std::uint64_t& { return run.priced.processor.controller.lookahead_steps; });
    simpler.set([](RandomRun& run) -> bool& { return run.priced.processor.controller.row_end_queue; }, false);
    simpler.lower([](RandomRun& run) -> std::uint64_t& { return run.priced.processor.dma.channels; });
    simpler.set([](RandomRun& run) -> std::uint64_t& { return run.priced.processor.dma.clock_hz; }, 0);
}

/// Gives all clocks the rate of the array's clock.
void share_clock(RandomRun& run)
{
    ProcessorConfig& processor = run.priced.processor;
    const std::uint64_t hertz = processor.pe_array.clock_hz;
    processor.controller.clock_hz = hertz;
    processor.dma.clock_hz = 0;
    for (OnChipMemoryConfig& memory : processor.memories) memory.clock_hz = hertz;
    if (processor.dram) std::visit([&](auto& dram) { dram.clock_hz = hertz; }, processor.dram->model);
}

void simplify_memories(Simpler& simpler)
{
    simpler.add(share_clock);
    const std::size_t memories = simpler.run().priced.processor.memories.size();
    for (std::size_t m = 0; m < memories; ++m) {
        const auto memory = [m](RandomRun& run) -> OnChipMemoryConfig& { return run.priced.processor.memories[m]; };
        simpler.add([&](RandomRun& run) {
            auto& all = run.priced.processor.memories;
            all.erase(all.begin() + static_cast<std::ptrdiff_t>(m));
        });
        simpler.set(
            [&](RandomRun & run) -> auto& { return memory(run).refresh; }, std::nullopt);
        simpler.set([&](RandomRun& run) -> Ports& { return memory(run).ports; }, Ports::one_rw);
        simpler.set([&](RandomRun& run) -> Interleaving& { return memory(run).interleaving; }, Interleaving::low_order);
        simpler.lower([&](RandomRun& run) -> std::uint64_t& { return memory(run).latency_cycles; });
        simpler.add([&](RandomRun& run) {
            OnChipMemoryConfig& one_bank = memory(run);
            one_bank.capacity_bytes /= one_bank.banks;
            one_bank.banks = 1;
        });
    }
}

void simplify_dram(Simpler& simpler)
{
    if (!simpler.run().priced.processor.dram) return;
    simpler.add([](RandomRun& run) { run.priced.processor.dram.reset(); });
    const auto buffers = [](RandomRun& run) -> StreamBufferConfig& {
        return run.priced.processor.dram->stream_buffers;
    };
    simpler.lower([&](RandomRun& run) -> std::uint64_t& { return buffers(run).prefetch_depth; });
    simpler.lower([&](RandomRun& run) -> std::uint64_t& { return buffers(run).write_depth; });
    if (!std::holds_alternative<DramDevice>(simpler.run().priced.processor.dram->model)) return;
    const auto device = [](RandomRun& run) -> DramDevice& {
        return std::get<DramDevice>(run.priced.processor.dram->model);
    };
    simpler.add([](RandomRun& run) {
        auto& model = run.priced.processor.dram->model;
        model = FlatDramConfig{1U << 20U, 32, 1, 1, run.priced.processor.dram->clock_hz()};
    });
    simpler.add([&](RandomRun& run) {
        device(run).refresh_interval_cycles = 0;
        device(run).postponed_refreshes = 0;
    });
    simpler.set([&](RandomRun& run) -> std::uint64_t& { return device(run).postponed_refreshes; }, 0);
    simpler.set([&](RandomRun& run) -> IdlePolicy& { return device(run).idle; }, IdlePolicy{});
    simpler.set([&](RandomRun& run) -> PagePolicy& { return device(run).page; }, PagePolicy::open);
    for (std::uint64_t DramDevice::*const count :
         {&DramDevice::channels, &DramDevice::ranks, &DramDevice::bank_groups, &DramDevice::banks_per_group}) {
        simpler.set([&](RandomRun& run) -> std::uint64_t& { return device(run).*count; }, 1);
    }
    simpler.set(
        [&](RandomRun & run) -> auto& { return device(run).command_cycles; }, DramDevice{}.command_cycles);
}

/// How a check ended.
struct Outcome {
    bool failed = false;
    std::string thrown{};  ///< the message of an exception, without its numbers

    friend bool operator==(const Outcome&, const Outcome&) = default;
};

std::string without_numbers(std::string text)
{
    std::erase_if(text, [](unsigned char c) { return std::isdigit(c) != 0; });
    return text;
}

/// Runs a check in a process of its own, whose output is not shown.
Outcome outcome_of(const std::function<void(const RandomRun&)>& check, const RandomRun& run)
{
    constexpr unsigned most_seconds = 20;
    try {
        const std::string text = in_child([&]() -> std::string {
            alarm(most_seconds);
            const int nowhere = open("/dev/null", O_WRONLY);
            dup2(nowhere, STDOUT_FILENO);
            dup2(nowhere, STDERR_FILENO);
            const std::uint64_t failed_before = failed_assertions();
            try {
                check(run);
            } catch (const Catch::TestFailureException&) {  // thrown by a REQUIRE that failed
            }
            return failed_assertions() == failed_before ? "" : "failed";
        });
        return {.failed = !text.empty()};
    } catch (const std::exception& error) {
        return {.thrown = without_numbers(error.what())};
    }
}

}  // namespace

std::vector<RandomRun> simpler(const RandomRun& run)
{
    Simpler simpler(run);
    simplify_mapping(simpler);
    simplify_head(simpler);
    simplify_training(simpler);
    simplify_dram(simpler);
    simplify_memories(simpler);
    simplify_array(simpler);
    return std::move(simpler).all();
}

RandomRun shrunk(RandomRun run, const Breaks& breaks, std::size_t most_trials)
{
    std::size_t trials = 0;
    for (bool smaller = true; smaller;) {
        smaller = false;
        for (RandomRun& candidate : simpler(run)) {
            if (++trials > most_trials) return run;
            if (!breaks(candidate)) continue;
            run = std::move(candidate);
            smaller = true;
            break;
        }
    }
    return run;
}

void hold(const RandomRun& run, const Schedule& schedule, const std::function<void(const RandomRun&)>& check)
{
    const std::uint64_t failed_before = failed_assertions();
    std::exception_ptr thrown;
    try {
        check(run);
        if (failed_assertions() == failed_before) return;
    } catch (...) {
        thrown = std::current_exception();
    }
    const Outcome outcome = outcome_of(check, run);
    const RandomRun smallest =
        shrunk(run, [&](const RandomRun& candidate) { return outcome_of(check, candidate) == outcome; });
    UNSCOPED_INFO("a simpler run, of which this is so too; as smallest.yaml it runs:\n"
                  "deltasim run smallest.yaml --engine step    # and --engine fold\n"
                  << run_file(smallest, schedule));
    FAIL_CHECK("the law is broken for " << schedule.name);
    if (thrown) std::rethrow_exception(thrown);
}

}  // namespace deltasim::test
