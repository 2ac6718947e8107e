// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "rooms.hpp"
#include "sim/memories/flat_dram.hpp"

namespace deltasim::test::flat_dram_test
{

namespace
{

constexpr AccessKind read_weight{Tensor::weight, Direction::read};
constexpr AccessKind write_weight{Tensor::weight, Direction::write};

/// Ten clocks from request to data, an access every second clock; a clock is `period` ticks.
class Bench
{
public:
    explicit Bench(std::int64_t period)
        : dram_("dram", {1024, 32, 10, 2, 100'000'000}, Clock(Ticks(period)), layout_), counts_(layout_.size())
    {
        dram_.count_in(counts_);
    }

    Service access(std::uint64_t words, AccessKind kind, std::int64_t earliest)
    {
        return dram_.access({0, words, false}, kind, Ticks(earliest));
    }
    [[nodiscard]] FlatDram& dram() { return dram_; }
    [[nodiscard]] const Counts& counts() const { return counts_; }

private:
    CounterLayout layout_;
    FlatDram dram_;
    Counts counts_;
};

}  // namespace

TEST_CASE("a word is there a latency after it is asked for")
{
    Bench bench(1);
    const Service service = bench.access(1, read_weight, 5);
    CHECK(service.accepted.value() == 5);
    CHECK(service.done.value() == 15);
}

TEST_CASE("accesses are an interval apart, reads and writes alike")
{
    Bench bench(1);
    CHECK(bench.access(1, read_weight, 0).done.value() == 10);
    CHECK(bench.access(1, write_weight, 0).done.value() == 12);
    CHECK(bench.access(1, read_weight, 3).done.value() == 14);  // blocked at 3, free at 4
    CHECK(bench.access(1, read_weight, 6).done.value() == 16);
    CHECK(bench.access(1, read_weight, 9).done.value() == 19);
}

TEST_CASE("a run of words is as many accesses")
{
    Bench bench(1);
    const Service service = bench.access(4, read_weight, 0);  // at 0, 2, 4 and 6
    CHECK(service.accepted.value() == 6);
    CHECK(service.done.value() == 16);
    CHECK(bench.access(1, read_weight, 0).accepted.value() == 8);
}

TEST_CASE("an access waits for an edge of the DRAM's own clock")
{
    Bench bench(4);  // an interval is 8 ticks, the latency 40
    CHECK(bench.access(1, read_weight, 1).accepted.value() == 4);
    CHECK(bench.access(1, read_weight, 12).accepted.value() == 12);
    CHECK(bench.access(1, read_weight, 13).accepted.value() == 20);
    CHECK(bench.access(1, read_weight, 29).done.value() == 32 + 40);
}

TEST_CASE("a flat DRAM counts words, has no rows, and keeps no lines")
{
    Bench bench(1);
    bench.access(3, read_weight, 0);
    bench.access(2, write_weight, 0);
    const MemoryCounts counts = bench.dram().read_out(bench.counts());
    CHECK(counts.name == "dram");
    CHECK(counts.level == "dram");
    CHECK(counts.total() == ReadsWrites{3, 2});
    CHECK(counts.bits_read() == 96);
    CHECK(counts.busiest_port_cycles == 10);  // five intervals
    bench.dram().advance(Ticks(1'000'000));
    DramCounts expected;
    expected.reads = 3;
    expected.writes = 2;
    expected.cycles = 400;
    CHECK(bench.dram().commands(bench.counts(), Ticks(400)) == expected);
    CHECK_FALSE(bench.dram().keeps_lines());
    CHECK(bench.dram().line_bytes() == 4);
}

}  // namespace deltasim::test::flat_dram_test
