// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <utility>

#include "rooms.hpp"
#include "sim/memories/sram.hpp"
#include "sim/state/key_bytes.hpp"
#include "sim/state/state_archive.hpp"

// The banks of an on-chip memory are alike: what is as far from the bank that counts as the first goes on alike.

namespace deltasim::test::like_banks_test
{

namespace
{

constexpr std::size_t banks = 5;
constexpr std::int64_t period = 3;

OnChipMemoryConfig five_banks(Ports ports, bool refreshes)
{
    OnChipMemoryConfig config;
    config.name = "buffer";
    config.capacity_bytes = banks * 64;
    config.width_bits = 64;
    config.clock_hz = 100'000'000;
    config.banks = banks;
    config.ports = ports;
    if (refreshes) config.refresh = {.interval_cycles = 7};
    return config;
}

class Memory
{
public:
    explicit Memory(const OnChipMemoryConfig& config)
        : sram_("buffer", config, Clock(Ticks(period)), layout_), counts_(layout_.size())
    {
        sram_.count_in(counts_);
    }

    /// An access that `random` draws, `further` lines further. Returns when it is done.
    Ticks use(std::mt19937_64& random, std::uint64_t further, Ticks now)
    {
        AccessKind kind{Tensor::weight, random() % 2 == 0 ? Direction::read : Direction::write};
        kind.by_engine = random() % 4 == 0;
        const LineRun lines{random() % 100 + further, 1 + random() % 12, random() % 3 == 0};
        return sram_.access(lines, kind, now).done;
    }
    [[nodiscard]] Sram& sram() { return sram_; }
    [[nodiscard]] const Sram& sram() const { return sram_; }

private:
    CounterLayout layout_;
    Sram sram_;
    Counts counts_;
};

StateOrigin origin_at(Ticks now, std::size_t first_bank)
{
    StateOrigin origin;
    origin.issue = now;
    origin.last_issue = now;
    origin.first_on_chip = {0, first_bank};
    return origin;
}

void check_moved_alike(const OnChipMemoryConfig& config, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    Memory here(config);
    Memory there(config);
    Ticks now(1);
    const auto later = [&](std::mt19937_64& from) { return now + Ticks(static_cast<std::int64_t>(from() % 5)); };
    for (int i = 0; i < 20; ++i, now = later(random)) here.use(random, 0, now);
    const std::size_t first = random() % banks;
    const std::size_t other = random() % banks;
    StateOrigin origin = origin_at(now, first);
    const StateOrigin moved = origin_at(now, other);
    KeyBytes bytes;
    StateEncoder encoder(origin, bytes);
    encoder.memory(1);
    std::as_const(here).sram().encode(encoder);
    StateDecoder decoder(moved, bytes.view());
    decoder.memory(1);
    there.sram().decode(decoder);
    now += Ticks(1);
    for (int i = 0; i < 20; ++i, now = later(random)) {
        std::mt19937_64 again = random;
        const Ticks done = here.use(random, 0, now);
        CHECK(there.use(again, banks + other - first, now) == done);
    }
}

}  // namespace

TEST_CASE("an on-chip memory goes on alike in other banks, as far from the bank that counts as the first")
{
    for (const Ports ports : {Ports::one_rw, Ports::one_r_one_w, Ports::two_rw}) {
        for (const bool refreshes : {false, true}) {
            for (std::uint64_t seed = 1; seed < 40; ++seed) {
                INFO("seed " << seed);
                check_moved_alike(five_banks(ports, refreshes), seed);
            }
        }
    }
}

}  // namespace deltasim::test::like_banks_test
