// SPDX-License-Identifier: MIT
#include "sim/memories/dma_engine.hpp"

#include <catch2/catch.hpp>

#include "rooms.hpp"

// Closed forms of the engine's times. Its clock is of `period` ticks; bursts arrive a fixed time after they begin.

namespace deltasim::test::dma_engine_test
{

namespace
{

class Bench
{
public:
    Bench(std::uint64_t channels, std::int64_t period, std::int64_t takes)
        : engine_("engine", {.channels = channels}, Clock(Ticks(period))), takes_(takes)
    {
    }

    /// When the next burst begins.
    std::int64_t burst(std::int64_t earliest)
    {
        const Ticks begin = engine_.begin(Ticks(earliest));
        engine_.end(engine_.write(begin + Ticks(takes_)));
        return begin.value();
    }
    [[nodiscard]] std::int64_t done() const { return engine_.done().value(); }

private:
    DmaEngine engine_;
    std::int64_t takes_;
};

}  // namespace

TEST_CASE("bursts begin a clock after one another, on its edges")
{
    Bench bench(16, 10, 25);
    CHECK(bench.burst(3) == 10);
    CHECK(bench.burst(3) == 20);
    CHECK(bench.burst(31) == 40);
    CHECK(bench.done() == 65);
}

TEST_CASE("as many are under way as there are channels: burst n waits for burst n - channels")
{
    for (const std::uint64_t channels : {1, 2, 5}) {
        Bench bench(channels, 1, 20);
        for (std::uint64_t n = 0; n < 40; ++n) {
            CHECK(bench.burst(0) == static_cast<std::int64_t>(n / channels * 20 + n % channels));
        }
        const std::uint64_t last = 39;
        CHECK(bench.done() == static_cast<std::int64_t>(last / channels * 20 + last % channels + 20));
    }
}

TEST_CASE("bursts are written in the order in which they began")
{
    DmaEngine engine("engine", {.channels = 4}, Clock(Ticks(1)));
    static_cast<void>(engine.begin(Ticks(0)));
    CHECK(engine.write(Ticks(50)) == Ticks(50));
    engine.end(Ticks(52));
    static_cast<void>(engine.begin(Ticks(0)));
    CHECK(engine.write(Ticks(9)) == Ticks(50));  // it was read early, and waits
    engine.end(Ticks(51));
    CHECK(engine.done() == Ticks(52));
    // Two channels are free from the beginning, the next one when the first burst is done.
    for (const std::int64_t begin : {2, 3, 52}) {
        CHECK(engine.begin(Ticks(0)) == Ticks(begin));
        engine.end(engine.write(Ticks(60)));
    }
}

}  // namespace deltasim::test::dma_engine_test
