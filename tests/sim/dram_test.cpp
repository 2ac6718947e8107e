// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "dram/small_device.hpp"
#include "rooms.hpp"
#include "sim/memories/dram.hpp"

// The DRAM module: a channel in the machine's time. Here a DRAM clock is three ticks.

namespace deltasim::test::dram_test
{

namespace
{

constexpr AccessKind read_weight{Tensor::weight, Direction::read};
constexpr AccessKind write_weight{Tensor::weight, Direction::write};

class Bench
{
public:
    explicit Bench(std::uint64_t tREFI = 0)
        : dram_("dram", small_device(1, tREFI), Clock(Ticks(3)), layout_), counts_(layout_.size())
    {
        dram_.count_in(counts_);
    }

    Service access(const LineRun& bursts, AccessKind kind, std::int64_t earliest)
    {
        return dram_.access(bursts, kind, Ticks(earliest));
    }
    void advance(std::int64_t until) { dram_.advance(Ticks(until)); }
    [[nodiscard]] MemoryCounts counts() const { return dram_.read_out(counts_); }
    [[nodiscard]] DramCounts commands()
    {
        dram_.count_precharges();
        return dram_.commands(counts_, Ticks(3000));
    }
    [[nodiscard]] const Dram& dram() const { return dram_; }

private:
    CounterLayout layout_;
    Dram dram_;
    Counts counts_;
};

}  // namespace

TEST_CASE("a burst's data is there when its last beat has passed, in ticks")
{
    Bench bench;
    // Arrives at tick 4, clock 2: tRCD 7, CL 5 and a burst of 4 later, at clock 18.
    const Service service = bench.access({0, 1, false}, read_weight, 4);
    CHECK(service.accepted.value() == 2 * 3);
    CHECK(service.done.value() == 18 * 3);
}

TEST_CASE("a run of bursts is done with the last of them")
{
    Bench bench;
    // Read commands at 7 and, tCCD_L later, 13 and 19; the last data ends at 28.
    CHECK(bench.access({0, 3, false}, read_weight, 0).done.value() == 28 * 3);
    CHECK(bench.commands().row_hits == 2);
    // Bursts 0 to 3 share a row; the fifth is in the next bank.
    CHECK(bench.access({0, 5, false}, read_weight, 3000).done.value() == (1000 + 3 * 6 + 6 + 5 + 4) * 3);
    CHECK(bench.commands().activates == 2);
}

TEST_CASE("the same burst again and again is an access each time")
{
    Bench bench;
    CHECK(bench.access({2, 3, true}, write_weight, 0).done.value() == (7 + 6 + 6 + 3 + 4) * 3);
    CHECK(bench.counts().total() == ReadsWrites{0, 3});
}

TEST_CASE("bursts, commands and refreshes are counted")
{
    Bench bench(200);
    bench.access({0, 2, false}, read_weight, 0);
    bench.access({16, 1, false}, write_weight, 0);  // the other bank group
    bench.advance(3 * 1000 + 2);                    // clock 1000: the fifth refresh is due
    const MemoryCounts counts = bench.counts();
    CHECK(counts.access_bits == 512);
    CHECK(counts.total() == ReadsWrites{2, 1});
    CHECK(counts.bits_written() == 512);
    CHECK(counts.busiest_port_cycles == 3 * 4);
    CHECK(counts.clock_hz == 100e6);
    DramCounts expected;
    expected.activates = 2;
    expected.precharges = 2;
    expected.reads = 2;
    expected.writes = 1;
    expected.refreshes = 5;
    expected.row_hits = 1;
    expected.row_misses = 2;
    expected.cycles = 1000;
    // Activates at 0 and, tRRD_S later, at 5; the refresh due at 200 closes both rows.
    expected.rank_active_cycles = 200;
    expected.bank_active_cycles = 200 + 195;
    expected.ranks = {{0, 0, 5, 200, 200 + 195, 0}};
    for (std::uint32_t bank = 0; bank < 8; ++bank) expected.banks.push_back({0, 0, bank / 4, bank % 4});
    expected.banks[0].activates = expected.banks[0].precharges = 1;
    expected.banks[0].reads = 2;
    expected.banks[4].activates = expected.banks[4].precharges = 1;
    expected.banks[4].writes = 1;
    CHECK(bench.commands() == expected);
    CHECK(bench.dram().keeps_lines());
    CHECK(bench.dram().line_bytes() == 64);
}

}  // namespace deltasim::test::dram_test
