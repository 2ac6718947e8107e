// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <random>

#include "rooms.hpp"
#include "sim/memories/sram.hpp"

// Clocks here have a period of one tick unless told.

namespace deltasim::test::sram_test
{

namespace
{

constexpr AccessKind read_weight{Tensor::weight, Direction::read};
constexpr AccessKind write_weight{Tensor::weight, Direction::write};

/// 16 lines of 64 bits in one bank of one port, a latency of one clock.
OnChipMemoryConfig one_bank()
{
    OnChipMemoryConfig config;
    config.name = "buffer";
    config.capacity_bytes = 128;
    config.width_bits = 64;
    config.clock_hz = 100'000'000;
    return config;
}

/// An SRAM with counters of its own.
class Bench
{
public:
    explicit Bench(const OnChipMemoryConfig& config, std::int64_t period = 1)
        : sram_("sram", config, Clock(Ticks(period)), layout_), counts_(layout_.size())
    {
        sram_.count_in(counts_);
    }

    Service access(const LineRun& lines, AccessKind kind, std::int64_t earliest)
    {
        return sram_.access(lines, kind, Ticks(earliest));
    }
    /// When a line has been read that is asked for at `earliest`.
    std::int64_t read(std::uint64_t line, std::int64_t earliest)
    {
        return access({line, 1, false}, read_weight, earliest).done.value();
    }
    std::int64_t write(std::uint64_t line, std::int64_t earliest)
    {
        return access({line, 1, false}, write_weight, earliest).done.value();
    }
    [[nodiscard]] MemoryCounts counts(std::int64_t end = 0) const { return sram_.read_out(counts_, Ticks(end)); }

private:
    CounterLayout layout_;
    Sram sram_;
    Counts counts_;
};

}  // namespace

TEST_CASE("a line is there a latency after it is asked for")
{
    OnChipMemoryConfig config = one_bank();
    config.latency_cycles = 4;
    Bench bench(config);
    const Service service = bench.access({3, 1, false}, read_weight, 10);
    CHECK(service.accepted.value() == 10);
    CHECK(service.done.value() == 14);
}

TEST_CASE("a bank of one port takes an access a clock, reads and writes alike")
{
    Bench bench(one_bank());
    CHECK(bench.read(0, 0) == 1);
    CHECK(bench.read(1, 0) == 2);   // waits 1
    CHECK(bench.write(2, 0) == 3);  // waits 2
    CHECK(bench.read(3, 3) == 4);   // blocked at 2, free at 3
    CHECK(bench.read(4, 3) == 5);   // waits 1
    CHECK(bench.counts().queued_cycles == 1 + 2 + 1);
    CHECK(bench.counts().busiest_port_cycles == 5);
}

TEST_CASE("latency is pipelined")
{
    OnChipMemoryConfig config = one_bank();
    config.latency_cycles = 10;
    Bench bench(config);
    CHECK(bench.read(0, 0) == 10);
    CHECK(bench.read(1, 0) == 11);
}

TEST_CASE("one read and one write port serve a read and a write at once")
{
    OnChipMemoryConfig config = one_bank();
    config.ports = Ports::one_r_one_w;
    Bench bench(config);
    CHECK(bench.read(0, 0) == 1);
    CHECK(bench.write(1, 0) == 1);
    CHECK(bench.read(2, 0) == 2);
    CHECK(bench.write(3, 0) == 2);
    CHECK(bench.counts().queued_cycles == 2);
    CHECK(bench.counts().busiest_port_cycles == 2);
}

TEST_CASE("two read-write ports serve any two accesses at once")
{
    OnChipMemoryConfig config = one_bank();
    config.ports = Ports::two_rw;
    Bench bench(config);
    CHECK(bench.read(0, 0) == 1);
    CHECK(bench.read(1, 0) == 1);
    CHECK(bench.write(2, 0) == 2);
    CHECK(bench.write(3, 0) == 2);
    CHECK(bench.read(4, 0) == 3);
    CHECK(bench.counts().busiest_port_cycles == 3);
}

TEST_CASE("low-order interleaving takes neighbouring lines to neighbouring banks")
{
    OnChipMemoryConfig config = one_bank();
    config.banks = 4;
    Bench bench(config);
    CHECK(bench.access({2, 4, false}, read_weight, 0).done.value() == 1);  // banks 2, 3, 0, 1
    CHECK(bench.access({0, 6, false}, read_weight, 1).done.value() == 3);  // banks 0 and 1 twice
    CHECK(bench.counts().queued_cycles == 2);
    CHECK(bench.read(3, 3) == 4);
    CHECK(bench.read(7, 3) == 5);  // the same bank
}

TEST_CASE("high-order interleaving fills a bank first")
{
    OnChipMemoryConfig config = one_bank();
    config.banks = 4;  // lines 0..3 in bank 0, 4..7 in bank 1
    config.interleaving = Interleaving::high_order;
    Bench bench(config);
    CHECK(bench.access({0, 4, false}, read_weight, 0).done.value() == 4);
    CHECK(bench.read(4, 0) == 1);
    CHECK(bench.read(15, 0) == 1);
    CHECK(bench.access({3, 2, false}, read_weight, 10).done.value() == 11);  // a bank each
}

TEST_CASE("the same line again and again is an access each time, in one bank")
{
    OnChipMemoryConfig config = one_bank();
    config.banks = 4;
    Bench bench(config);
    const Service service = bench.access({1, 5, true}, read_weight, 0);
    CHECK(service.accepted.value() == 4);
    CHECK(service.done.value() == 5);
    CHECK(bench.counts().total().reads == 5);
    CHECK(bench.counts().queued_cycles == 1 + 2 + 3 + 4);
}

TEST_CASE("accesses wait for the edges of the memory's own clock")
{
    Bench bench(one_bank(), 6);
    CHECK(bench.read(0, 0) == 6);
    CHECK(bench.read(0, 1) == 12);   // taken at 6
    CHECK(bench.read(0, 12) == 18);  // taken at 12
    CHECK(bench.read(0, 13) == 24);
    CHECK(bench.read(0, 13) == 30);  // a clock in the queue: from 18, when it is there, to 24
    CHECK(bench.counts().queued_cycles == 1);
}

TEST_CASE("accesses are counted by tensor, direction and bits")
{
    Bench bench(one_bank());
    bench.access({0, 3, false}, read_weight, 0);
    bench.access({0, 1, false}, write_weight, 0);
    bench.access({0, 2, true}, {Tensor::delta, Direction::read}, 0);
    const MemoryCounts counts = bench.counts();
    CHECK(counts.name == "buffer");
    CHECK(counts.level == "sram");
    CHECK(counts.by_tensor[static_cast<std::size_t>(Tensor::weight)] == ReadsWrites{3, 1});
    CHECK(counts.by_tensor[static_cast<std::size_t>(Tensor::delta)] == ReadsWrites{2, 0});
    CHECK(counts.bits_read() == 5 * 64);
    CHECK(counts.bits_written() == 64);
}

TEST_CASE("an eDRAM serves nothing while it refreshes, whichever bank and port")
{
    OnChipMemoryConfig config = one_bank();
    config.kind = OnChipKind::edram;
    config.banks = 2;
    config.ports = Ports::two_rw;
    config.refresh = EdramRefresh{4, 5};
    Bench bench(config);
    CHECK(bench.read(0, 0) == 1);   // the first refresh is at 5
    CHECK(bench.read(0, 4) == 5);   // before it
    CHECK(bench.read(1, 5) == 7);   // waits 1, in the other bank
    CHECK(bench.write(0, 5) == 7);  // waits 1
    CHECK(bench.read(0, 5) == 7);   // by the other port
    CHECK(bench.read(0, 9) == 10);
    CHECK(bench.read(0, 9) == 10);
    CHECK(bench.read(0, 9) == 12);  // 9 is taken by both ports, 10 is a refresh
    CHECK(bench.counts().queued_cycles == 1 + 1 + 1 + 2);
}

TEST_CASE("waits are counted in clocks, however many ticks a clock has")
{
    constexpr std::int64_t period = 50'000'000'021;  // clocks that share few factors have such ticks
    constexpr std::uint64_t lanes = 60'000;
    Bench bench(one_bank(), period);
    bench.access({3, lanes, true}, read_weight, 0);
    CHECK(bench.counts().queued_cycles == lanes * (lanes - 1) / 2);
    bench.access({3, lanes, true}, read_weight, 0);  // each waits for all accesses of the first request
    CHECK(bench.counts().queued_cycles == 2 * (lanes * (lanes - 1) / 2) + lanes * lanes);
}

TEST_CASE("neighbouring lines are served together as one by one")
{
    std::mt19937_64 random(1);
    const auto draw = [&](std::uint64_t below) { return random() % below; };
    for (int trial = 0; trial < 300; ++trial) {
        OnChipMemoryConfig config = one_bank();
        config.banks = std::array<std::uint64_t, 4>{1, 3, 4, 27}[draw(4)];
        config.capacity_bytes = config.banks * 8 * 16;
        config.interleaving = draw(2) == 0 ? Interleaving::low_order : Interleaving::high_order;
        config.ports = std::array{Ports::one_rw, Ports::one_r_one_w, Ports::two_rw}[draw(3)];
        if (draw(2) == 0) {
            config.kind = OnChipKind::edram;
            config.refresh = EdramRefresh{4, 5};
        }
        const auto period = static_cast<std::int64_t>(1 + draw(3));
        Bench together(config, period);
        Bench alone(config, period);
        const std::uint64_t lines = config.banks * 16;
        for (std::int64_t now = 0; now < 500; now += static_cast<std::int64_t>(draw(20))) {
            LineRun run{draw(lines), 0, draw(4) == 0};
            run.count = 1 + draw(run.same_line ? 40 : lines - run.first);
            AccessKind kind{Tensor::weight, draw(2) == 0 ? Direction::read : Direction::write};
            kind.by_engine = draw(3) == 0;
            std::int64_t accepted = 0;
            for (std::uint64_t i = 0; i < run.count; ++i) {
                accepted = std::max(accepted, alone.access({run.line(i), 1, false}, kind, now).accepted.value());
            }
            INFO("trial " << trial << ", at " << now);
            CHECK(together.access(run, kind, now).accepted.value() == accepted);
        }
        CHECK(together.counts(1000).queued_cycles == alone.counts(1000).queued_cycles);
    }
}

TEST_CASE("every bank of an eDRAM refreshes a row an interval, until the run ends")
{
    OnChipMemoryConfig config = one_bank();
    config.kind = OnChipKind::edram;
    config.banks = 4;
    config.refresh = EdramRefresh{2, 5};
    Bench bench(config, 3);
    CHECK(bench.counts(0).row_refreshes == 0);
    CHECK(bench.counts(3 * 5).row_refreshes == 0);  // the run ends as the first one begins
    CHECK(bench.counts(3 * 5 + 1).row_refreshes == 4);
    CHECK(bench.counts(3 * 10 + 1).row_refreshes == 8);
    CHECK(bench.counts(3 * 10 + 1).busiest_port_cycles == 2);
    bench.read(0, 0);
    CHECK(bench.counts(3 * 10 + 1).busiest_port_cycles == 3);
}

TEST_CASE("an SRAM does not refresh")
{
    Bench bench(one_bank());
    CHECK(bench.counts(1'000'000).row_refreshes == 0);
}

}  // namespace deltasim::test::sram_test
