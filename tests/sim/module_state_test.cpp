// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "config/shipped_devices.hpp"
#include "dram/request_stream.hpp"
#include "rooms.hpp"
#include "sim/memories/dma_engine.hpp"
#include "sim/memories/dram.hpp"
#include "sim/memories/flat_dram.hpp"
#include "sim/memories/read_stream.hpp"
#include "sim/memories/sram.hpp"
#include "sim/memories/write_stream.hpp"
#include "sim/recording_memory.hpp"
#include "sim/steps/processing_element_array.hpp"

// A module's canonical form holds all of its state: a second module, which has a past of its own and is put into that
// form at another time, goes on as the first one does. Drawn uses, the same for both; every time that comes of them is
// the same but for the shift, or was over when the form was made.

namespace deltasim::test::module_state_test
{

namespace
{

using Draw = std::mt19937_64;

std::int64_t below(Draw& draw, std::int64_t limit)
{
    return static_cast<std::int64_t>(draw() % static_cast<std::uint64_t>(limit));
}

/// Times after each use of a module.
using Times = std::vector<std::int64_t>;

/// One module with what it needs; `use` moves `now` on. Steps are issued, and requests made, at `now` and after it.
struct User {
    std::function<void(Draw&, Ticks& now, Times&)> use;
    std::function<void(StateEncoder&)> encode;
    std::function<void(StateDecoder&)> decode;
    std::function<void(Ticks now)> begin_at = [](Ticks) {};  ///< puts what is the origin's to `now`
};

StateOrigin origin_at(Ticks now)
{
    StateOrigin origin;
    origin.issue = now;
    origin.last_issue = now;
    origin.request = now;
    origin.lines = {1000};
    origin.rows_of_stream = {0};
    origin.rows.resize(1);
    origin.place_lines = Divisor(1);
    return origin;
}

/// `make` is called for each of the two modules. `period`: all clocks are in step again after it.
void check_goes_on_alike(const std::function<User()>& make, std::int64_t period)
{
    for (std::uint64_t seed = 1; seed < 40; ++seed) {
        INFO("seed " << seed);
        const User here = make();
        const User there = make();
        Draw past(seed);
        Ticks now{0};
        Times ignored;
        const std::int64_t uses = below(past, 60);
        for (std::int64_t i = 0; i < uses; ++i) here.use(past, now, ignored);
        const Ticks shift(period * (500 + below(past, 1000)));
        Ticks other_now{0};
        while (other_now < shift && below(past, 50) > 0) there.use(past, other_now, ignored);

        StateOrigin origin = origin_at(now);
        KeyBytes bytes;
        StateEncoder encoder(origin, bytes);
        here.encode(encoder);
        const StateOrigin moved = origin_at(now + shift);
        StateDecoder decoder(moved, bytes.view());
        there.begin_at(now + shift);
        there.decode(decoder);

        Draw draw_here(seed + 1000);
        Draw draw_there(seed + 1000);
        Times times_here;
        Times times_there;
        Ticks now_there = now + shift;
        const Ticks begin = now;
        for (int i = 0; i < 60; ++i) {
            here.use(draw_here, now, times_here);
            there.use(draw_there, now_there, times_there);
        }
        for (std::int64_t& time : times_here) time = std::max(time, begin.value()) + shift.value();
        for (std::int64_t& time : times_there) time = std::max(time, (begin + shift).value());
        CHECK(times_there == times_here);
    }
}

constexpr AccessKind read_weight{Tensor::weight, Direction::read};
constexpr AccessKind write_weight{Tensor::weight, Direction::write};

/// A module that counts.
template <class Module>
struct Counted {
    template <class Config>
    Counted(const Config& config, Clock clock) : module("module", config, clock, layout), counts(layout.size())
    {
        module.count_in(counts);
    }

    CounterLayout layout;
    Module module;
    Counts counts;
};

/// A module of which all state is behind its interface.
template <class Module>
User user_of(const std::shared_ptr<Module>& owner, auto& module, std::function<void(Draw&, Ticks&, Times&)> use)
{
    return {std::move(use), [owner, &module](StateEncoder& encoder) { std::as_const(module).encode(encoder); },
            [owner, &module](StateDecoder& decoder) { module.decode(decoder); }};
}

/// A stream of the nest, with the address generator and the memory that it asks.
template <class Stream>
struct Bench {
    explicit Bench(AccessKind kind) : stream(memory, kind, 4, true, Ticks(0)) {}

    RecordingMemory memory{10};
    AddressGeneratorState generator;
    Stream stream;
};

template <class Stream>
User user_of_stream(const std::shared_ptr<Bench<Stream>>& bench, std::function<void(Draw&, Ticks&, Times&)> use)
{
    return {std::move(use),
            [bench](StateEncoder& encoder) { encoder.part(std::as_const(bench->stream), std::size_t{0}); },
            [bench](StateDecoder& decoder) { decoder.part(bench->stream, std::size_t{0}); },
            [bench](Ticks now) { bench->generator.last_request = now; }};
}

/// What a DRAM has counted, and how long, by the time it is up to `until`.
std::vector<std::uint64_t> counted(Counted<Dram>& dram, Ticks until)
{
    dram.module.advance(until);
    const auto counts = dram.counts.values();
    return {counts.begin(), counts.end()};
}

void serve(Counted<Dram>& dram, const std::vector<BurstRequest>& requests, std::size_t first, std::size_t end,
           std::int64_t later, Times& times)
{
    for (std::size_t i = first; i < end; ++i) {
        const AccessKind kind = requests[i].is_write ? write_weight : read_weight;
        const Ticks arrival = dram.module.clock().ticks(Cycles(requests[i].arrival + later));
        times.push_back(dram.module.access({requests[i].burst, 1, false}, kind, arrival).done.value());
    }
}

std::vector<std::uint64_t> difference(std::vector<std::uint64_t> after, const std::vector<std::uint64_t>& before)
{
    for (std::size_t i = 0; i < after.size(); ++i) after[i] -= before[i];
    return after;
}

void check_dram_goes_on_alike(const DramDevice& device, std::uint64_t seed)
{
    const Clock clock(Ticks(3));
    const auto idle = static_cast<std::int64_t>(3 * device.refresh_interval_cycles);
    const std::vector<BurstRequest> requests = random_requests(device, seed, 240, idle);
    const std::vector<BurstRequest> others = random_requests(device, seed + 50, 60, idle);
    Counted<Dram> here(device, clock);
    Counted<Dram> there(device, clock);
    const std::size_t known = 60 + 7 * (seed % 13);
    const std::int64_t last = requests[known - 1].arrival;
    const std::int64_t shift = others.back().arrival + 100'000;
    Times ignored;
    serve(here, requests, 0, known, 0, ignored);
    serve(there, others, 0, others.size(), 0, ignored);

    const auto origin_of = [&](std::int64_t now) {
        StateOrigin origin = origin_at(clock.ticks(Cycles(now)));
        origin.clock = Cycles(now);
        return origin;
    };
    StateOrigin origin = origin_of(last);
    const StateOrigin moved = origin_of(last + shift);
    KeyBytes bytes;
    KeyBytes deadlines;
    const std::vector<std::uint64_t> before_here = counted(here, origin.request);
    StateEncoder encoder(origin, bytes);
    std::as_const(here.module).encode(encoder);
    StateDecoder decoder(moved, bytes.view());
    there.module.decode(decoder);
    if (device.refresh_interval_cycles > 0) {
        StateEncoder deadline_encoder(origin, deadlines);
        std::as_const(here.module).encode_deadlines(deadline_encoder);
        StateDecoder deadline_decoder(moved, deadlines.view());
        there.module.decode_deadlines(deadline_decoder);
    }
    std::copy(here.module.open_rows().begin(), here.module.open_rows().end(), there.module.open_rows().begin());
    const std::vector<std::uint64_t> before_there = counted(there, moved.request);

    Times times_here;
    Times times_there;
    serve(here, requests, known, requests.size(), 0, times_here);
    serve(there, requests, known, requests.size(), shift, times_there);
    const std::int64_t end = requests.back().arrival + 2000;
    const Ticks later = moved.request - origin.request;
    for (std::int64_t& time : times_here) time += later.value();
    CHECK(times_there == times_here);
    CHECK(difference(counted(there, clock.ticks(Cycles(end + shift))), before_there) ==
          difference(counted(here, clock.ticks(Cycles(end))), before_here));
    const auto hold_end = [](const Dram& dram, Ticks from) { return std::max(dram.refresh_hold().end, from); };
    CHECK(hold_end(there.module, moved.issue) == hold_end(here.module, origin.issue) + later);
}

}  // namespace

TEST_CASE("an on-chip memory goes on alike from its canonical form, ports of the DMA engine too")
{
    for (const Ports ports : {Ports::one_rw, Ports::one_r_one_w, Ports::two_rw}) {
        OnChipMemoryConfig config;
        config.name = "buffer";
        config.capacity_bytes = 1024;
        config.width_bits = 64;
        config.clock_hz = 100'000'000;
        config.banks = 4;
        config.ports = ports;
        check_goes_on_alike(
            [&] {
                const auto sram = std::make_shared<Counted<Sram>>(config, Clock(Ticks(3)));
                return user_of(sram, sram->module, [sram](Draw& draw, Ticks& now, Times& times) {
                    now = now + Ticks(1 + below(draw, 5));
                    AccessKind kind = below(draw, 2) == 0 ? read_weight : write_weight;
                    kind.by_engine = below(draw, 4) == 0;
                    const LineRun lines{draw() % 100, 1 + draw() % 12, false};
                    times.push_back(sram->module.access(lines, kind, now).done.value());
                });
            },
            3);
    }
}

TEST_CASE("a flat DRAM goes on alike from its canonical form")
{
    check_goes_on_alike(
        [] {
            FlatDramConfig config;
            config.clock_hz = 100'000'000;
            config.latency_cycles = 20;
            config.interval_cycles = 4;
            const auto dram = std::make_shared<Counted<FlatDram>>(config, Clock(Ticks(2)));
            return user_of(dram, dram->module, [dram](Draw& draw, Ticks& now, Times& times) {
                now = now + Ticks(below(draw, 12));
                times.push_back(dram->module.access({0, 1 + draw() % 3, false}, read_weight, now).done.value());
            });
        },
        2);
}

TEST_CASE("the DMA engine goes on alike from its canonical form")
{
    check_goes_on_alike(
        [] {
            DmaConfig config;
            config.channels = 3;
            const auto engine = std::make_shared<DmaEngine>("engine", config, Clock(Ticks(2)));
            return user_of(engine, *engine, [engine](Draw& draw, Ticks& now, Times& times) {
                now = now + Ticks(below(draw, 6));
                const Ticks begin = engine->begin(now);
                const Ticks written = engine->write(begin + Ticks(below(draw, 30)));
                engine->end(written + Ticks(below(draw, 4)));
                for (const Ticks time : {begin, written, engine->done()}) times.push_back(time.value());
            });
        },
        2);
}

TEST_CASE("the array goes on alike from its canonical form, rows that wait for the row-end unit too")
{
    for (const std::uint64_t accumulators : {1, 3}) {
        PeArrayConfig config;
        config.clock_hz = 100'000'000;
        config.operations = {{{3, 1}, {2, 1}, {2, 1}, {10, 10}, {12, 12}, {1, 1}}};
        config.accumulators = accumulators;
        config.rows = 4;
        config.columns = 4;
        config.reduction = Reduction::systolic;
        check_goes_on_alike(
            [&] {
                const auto array = std::make_shared<Counted<ProcessingElementArray>>(config, Clock(Ticks(2)));
                return user_of(array, array->module, [array](Draw& draw, Ticks& now, Times& times) {
                    now = now + Ticks(below(draw, 9));
                    if (below(draw, 5) == 0) {
                        const Shift shift = array->module.load(now, now + Ticks(below(draw, 20)));
                        times.push_back(shift.end.value());
                        return;
                    }
                    Step step{.operations = {1, 0, 0, 0, 0, 0}, .needs_result = below(draw, 6) == 0};
                    if (below(draw, 3) == 0) {
                        step = {.operations = {0, 1, 0, 0, 1, 0}};
                        step.unit = StepUnit::row_end;
                    }
                    StepTiming timing = array->module.timing(step);
                    timing.mapped = true;
                    const Execution execution = array->module.execute(timing, now);
                    for (const Ticks time : {execution.start, execution.result, array->module.done()}) {
                        times.push_back(time.value());
                    }
                });
            },
            2);
    }
}

TEST_CASE("a read stream goes on alike from its canonical form")
{
    check_goes_on_alike(
        [] {
            const auto bench = std::make_shared<Bench<ReadStream>>(read_weight);
            return user_of_stream(bench, [bench](Draw& draw, Ticks& now, Times& times) {
                const LineRun lines{1000 + draw() % 3, 1 + draw() % (below(draw, 2) == 0 ? 1 : 6), false};
                times.push_back(bench->stream.fetch(lines, now + Ticks(below(draw, 40)), bench->generator).value());
                now = larger(now, bench->generator.last_request);
                bench->generator.last_request = now;
            });
        },
        1);
}

TEST_CASE("a write stream goes on alike from its canonical form, what waits in it too")
{
    check_goes_on_alike(
        [] {
            const auto bench = std::make_shared<Bench<WriteStream>>(write_weight);
            return user_of_stream(bench, [bench](Draw& draw, Ticks& now, Times& times) {
                const LineRun lines{1000 + draw() % 8, 1 + draw() % 3, false};
                const Ticks ready = now + Ticks(1 + below(draw, 40));
                const bool flushes = below(draw, 3) == 0;
                times.push_back((flushes ? bench->stream.flush(bench->generator)
                                         : bench->stream.push(lines, ready, bench->generator))
                                    .value());
                now = larger(now + Ticks(below(draw, 3)), bench->generator.last_request);
                bench->generator.last_request = now;
            });
        },
        1);
}

TEST_CASE("a DRAM goes on alike from its canonical form, under every policy of every shipped device")
{
    for (const std::string& name : shipped_devices()) {
        for (const DramDevice& device : variants(shipped_device(name))) {
            for (const IdleState state : {IdleState::standby, IdleState::power_down, IdleState::self_refresh}) {
                for (std::uint64_t seed = 1; seed < 5; ++seed) {
                    INFO(device.name << ", page " << page_policy_names[device.page] << ", refresh "
                                     << refresh_granularity_names[device.refresh] << ", postponed "
                                     << device.postponed_refreshes << ", " << idle_state_names[state] << ", seed "
                                     << seed);
                    const DramDevice rests = state == IdleState::standby ? device : resting(device, state, seed);
                    check_dram_goes_on_alike(rests, seed);
                }
            }
        }
    }
}

}  // namespace deltasim::test::module_state_test
