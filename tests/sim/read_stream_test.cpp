// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "rooms.hpp"
#include "sim/memories/read_stream.hpp"
#include "sim/recording_memory.hpp"

// The memory answers ten ticks after it is asked. Lanes that are not told otherwise take a line the moment it is there.

namespace deltasim::test::read_stream_test
{

namespace
{

constexpr AccessKind read_weight{Tensor::weight, Direction::read};
using Lines = std::vector<std::uint64_t>;

class Bench
{
public:
    Bench(std::uint64_t depth, bool keeps_lines, std::int64_t start = 0)
        : stream_(memory_, read_weight, depth, keeps_lines, Ticks(start))
    {
        generator_.last_request = Ticks(start);
    }

    /// When `lines` have arrived for lanes whose registers are free from `registers_free` on.
    std::int64_t fetch(const LineRun& lines, std::int64_t registers_free = 0)
    {
        return stream_.fetch(lines, Ticks(registers_free), generator_).value();
    }
    std::int64_t fetch_line(std::uint64_t line, std::int64_t registers_free = 0)
    {
        return fetch({line, 1, false}, registers_free);
    }
    [[nodiscard]] const RecordingMemory& memory() const { return memory_; }

private:
    RecordingMemory memory_{10};
    AddressGeneratorState generator_;
    ReadStream stream_;
};

}  // namespace

TEST_CASE("a buffer of one line asks for the next when the last has moved on")
{
    Bench bench(1, true);
    CHECK(bench.fetch_line(0) == 10);
    CHECK(bench.fetch_line(1) == 20);
    CHECK(bench.fetch_line(2, 35) == 30);  // is there at 30, but the lanes take it at 35 only
    CHECK(bench.fetch_line(3, 35) == 45);
}

TEST_CASE("a buffer of eight lines asks for eight ahead")
{
    Bench bench(8, true);
    for (std::uint64_t line = 0; line < 8; ++line) CHECK(bench.fetch_line(line, 100) == 10);
    for (std::uint64_t line = 8; line < 16; ++line) CHECK(bench.fetch_line(line, 200) == 110);
    CHECK(bench.fetch_line(16, 200) == 210);
}

TEST_CASE("prefetching begins when the stream does")
{
    Bench bench(2, true, 50);
    CHECK(bench.fetch_line(0) == 60);
}

TEST_CASE("the newest line is held for later steps")
{
    Bench bench(4, true);
    CHECK(bench.fetch_line(7) == 10);
    CHECK(bench.fetch_line(7, 90) == 10);
    CHECK(bench.fetch({7, 2, false}, 90) == 10);  // line 8 alone is asked for, at once
    CHECK(bench.memory().lines() == Lines{7, 8});
    bench.fetch_line(7, 90);  // an older line is gone
    CHECK(bench.memory().lines() == Lines{7, 8, 7});
}

TEST_CASE("lanes that each ask for the same line share it where lines are kept")
{
    Bench kept(4, true);
    kept.fetch({3, 5, true});
    CHECK(kept.memory().lines() == Lines{3});
    Bench flat(4, false);
    flat.fetch({3, 5, true});
    CHECK(flat.memory().lines() == Lines{3, 3, 3, 3, 3});
}

TEST_CASE("a flat DRAM is asked for every word again")
{
    Bench bench(4, false);
    bench.fetch_line(3);
    bench.fetch_line(3);
    CHECK(bench.memory().lines() == Lines{3, 3});
}

TEST_CASE("a step that needs more lines than the buffer has asks for the rest as they come")
{
    Bench bench(2, true);
    // Lines 0 and 1 at 0; 2 and 3 when these have moved on at 10, 4 at 20.
    CHECK(bench.fetch({0, 5, false}) == 30);
}

TEST_CASE("requests of all streams go out in the order of the steps")
{
    RecordingMemory memory(10);
    AddressGeneratorState generator;
    ReadStream slow(memory, read_weight, 1, true, Ticks(0));
    ReadStream deep(memory, read_weight, 8, true, Ticks(0));
    slow.fetch({0, 1, false}, Ticks(0), generator);
    slow.fetch({1, 1, false}, Ticks(0), generator);  // at 10
    deep.fetch({5, 1, false}, Ticks(0), generator);  // has room, but not before the request ahead of it
    using Requests = std::vector<RecordingMemory::Request>;
    CHECK(memory.requests() == Requests{{0, 0}, {1, 10}, {5, 10}});
}

}  // namespace deltasim::test::read_stream_test
