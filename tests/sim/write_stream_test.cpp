// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "rooms.hpp"
#include "sim/memories/write_stream.hpp"
#include "sim/recording_memory.hpp"

// The memory takes ten ticks for a write.

namespace deltasim::test::write_stream_test
{

namespace
{

constexpr AccessKind write_weight{Tensor::weight, Direction::write};
using Requests = std::vector<RecordingMemory::Request>;

class Bench
{
public:
    explicit Bench(std::uint64_t depth, bool keeps_lines = true)
        : stream_(memory_, write_weight, depth, keeps_lines, Ticks(0))
    {
    }

    /// When the buffer has room for `lines`, whose words are computed at `ready`.
    std::int64_t push(const LineRun& lines, std::int64_t ready)
    {
        return stream_.push(lines, Ticks(ready), generator_).value();
    }
    std::int64_t push_line(std::uint64_t line, std::int64_t ready) { return push({line, 1, false}, ready); }
    std::int64_t flush() { return stream_.flush(generator_).value(); }
    [[nodiscard]] const Requests& requests() const { return memory_.requests(); }
    [[nodiscard]] AddressGeneratorState& generator() { return generator_; }

private:
    RecordingMemory memory_{10};
    AddressGeneratorState generator_;
    WriteStream stream_;
};

}  // namespace

TEST_CASE("words that follow one another into a line are one write, as late as the last of them")
{
    Bench bench(4);
    for (std::int64_t word = 0; word < 8; ++word) CHECK(bench.push_line(3, 20 + word) == 0);
    CHECK(bench.flush() == 37);
    CHECK(bench.requests() == Requests{{3, 27}});
}

TEST_CASE("a line that was left is written, and again when words come back to it")
{
    Bench bench(4);
    for (const std::uint64_t line : {3, 4, 3}) bench.push_line(line, 0);
    bench.flush();
    CHECK(bench.requests() == Requests{{3, 0}, {4, 0}, {3, 0}});
}

TEST_CASE("a step's words may lie in several lines")
{
    Bench bench(4);
    bench.push({5, 3, false}, 7);
    CHECK(bench.flush() == 17);
    CHECK(bench.requests() == Requests{{5, 7}, {6, 7}, {7, 7}});
}

TEST_CASE("a flat DRAM is written every word")
{
    Bench bench(4, false);
    bench.push_line(3, 0);
    bench.push_line(3, 0);
    bench.flush();
    CHECK(bench.requests() == Requests{{3, 0}, {3, 0}});
}

TEST_CASE("lines are sent a batch together, and a batch behind")
{
    Bench bench(2);
    // Lines 0 and 1 are the first batch, 2 and 3 the second; line 4 is complete when line 5 comes.
    for (std::uint64_t line = 0; line < 5; ++line) CHECK(bench.push_line(line, static_cast<std::int64_t>(line)) == 0);
    CHECK(bench.requests().empty());
    CHECK(bench.push_line(5, 5) == 10);  // line 4 takes the room of line 0, which is written by then
    CHECK(bench.requests() == Requests{{0, 0}, {1, 1}});
}

TEST_CASE("flush sends all that is left, in order, and says when it is written")
{
    Bench bench(2);
    for (std::uint64_t line = 0; line < 4; ++line) bench.push_line(line, 5);
    CHECK(bench.flush() == 15);
    CHECK(bench.requests() == Requests{{0, 5}, {1, 5}, {2, 5}, {3, 5}});
    CHECK(bench.flush() == 15);
    CHECK(bench.requests().size() == 4);
}

TEST_CASE("writes keep to the order of the address generator")
{
    Bench bench(1);
    bench.generator().last_request = Ticks(50);
    bench.push_line(0, 5);
    CHECK(bench.flush() == 60);
    CHECK(bench.generator().last_request.value() == 50);
}

}  // namespace deltasim::test::write_stream_test
