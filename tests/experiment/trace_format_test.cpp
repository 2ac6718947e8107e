// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "experiment/replay/trace_format.hpp"
#include "rooms.hpp"

// Lines of other simulators' traces, recognised by their form.

namespace deltasim::test::trace_format_test
{

namespace
{

struct Lines {
    std::vector<TraceRequest> requests;
    std::string complaint;  ///< about the first wrong line
    TraceFormat format = TraceFormat::automatic;
};

Lines read(const std::vector<std::string>& lines, TraceFormat format = TraceFormat::automatic)
{
    Lines result;
    TraceLines reader(format);
    for (const std::string& line : lines) {
        TraceRequest request;
        TraceComplaint complaint;
        if (!reader.read(line, request, complaint)) continue;
        if (!complaint.message.empty()) {
            result.complaint = fmt::format("{}: {}", complaint.column, complaint.message);
            break;
        }
        result.requests.push_back(request);
    }
    result.format = reader.format();
    return result;
}

void check(const TraceRequest& request, std::uint64_t address, bool is_write, std::int64_t cycle)
{
    CHECK(request.address == address);
    CHECK(request.is_write == is_write);
    CHECK(request.cycle.value() == cycle);
}

}  // namespace

TEST_CASE("the format of a trace is told by its first request")
{
    const auto format = [](const std::string& line) { return read({"# a comment", "", line}).format; };
    CHECK(format("0x40 READ 7") == TraceFormat::deltasim);
    CHECK(format("0x40 w 7") == TraceFormat::deltasim);
    CHECK(format("0x40 R") == TraceFormat::ramulator);
    CHECK(format("0x40 ST # no cycle") == TraceFormat::ramulator);
    CHECK(format("0x40 WRITE") == TraceFormat::deltasim);
    CHECK(format("LD 0x40") == TraceFormat::ramulator);
    CHECK(format("st 64") == TraceFormat::ramulator);
    CHECK(format("31: read 0x40") == TraceFormat::dramsys);
    CHECK(format("(31):\twrite\t0x40") == TraceFormat::dramsys);
}

TEST_CASE("requests of other simulators are read as they mean them")
{
    const Lines loads = read({"LD 0x1f40", "ST 320", "ld 0X0", "R 0x40", "W 0x80"});
    REQUIRE(loads.requests.size() == 5);
    check(loads.requests[0], 0x1f40, false, 0);
    check(loads.requests[1], 320, true, 0);
    check(loads.requests[3], 0x40, false, 0);
    check(loads.requests[4], 0x80, true, 0);

    const Lines addresses = read({"0x12345680 R", "0x4cbd56c0 W", "0x40 read"});
    REQUIRE(addresses.requests.size() == 3);
    check(addresses.requests[1], 0x4cbd56c0, true, 0);

    const Lines timed = read({"31:\tread\t0x400140", "(10): write 0x40 0xdeadbeef", "(0): read 0x80", "90: read 0xc0"});
    REQUIRE(timed.requests.size() == 4);
    check(timed.requests[0], 0x400140, false, 31);
    check(timed.requests[1], 0x40, true, 41);
    check(timed.requests[2], 0x80, false, 41);
    check(timed.requests[3], 0xc0, false, 90);
}

TEST_CASE("a line that is not of the trace's format is refused with its column")
{
    CHECK(read({"0x0 R", "0x40 R 5"}).complaint == "8: expected the end of the line, found \"5\"");
    CHECK(read({"0x0 READ 0", "0x40 READ"}).complaint ==
          "10: expected a cycle from 0 to 999999999999999999, found the end of the line");
    CHECK(read({"LD 0x0", "XX 0x40"}).complaint == "1: expected an address 0xADDR of at most 64 bits, found \"XX\"");
    CHECK(read({"5: read 0x0", "0x40 READ 3"}).complaint == "1: expected CYCLE: or (CYCLES):, found \"0x40\"");
    CHECK(read({"5: fetch 0x0"}).complaint == "4: expected READ or WRITE, found \"fetch\"");
    CHECK(read({"x: read 0x0"}).complaint == "1: expected a cycle from 0 to 999999999999999999, found \"x:\"");
    CHECK(read({"5: read 0x0 0x1"}).complaint == "13: expected the end of the line, found \"0x1\"");
    CHECK(read({"R 0,0,1,2"}).complaint == "3: expected an address 0xADDR of at most 64 bits, found \"0,0,1,2\"");
    // A format that is given is not guessed.
    CHECK(read({"0x40 READ"}, TraceFormat::deltasim).complaint ==
          "10: expected a cycle from 0 to 999999999999999999, found the end of the line");
    CHECK(read({"0x40 READ 3"}, TraceFormat::ramulator).complaint == "11: expected the end of the line, found \"3\"");
}

TEST_CASE("random requests are the same in every format")
{
    std::mt19937_64 random(1);
    std::vector<std::vector<std::string>> lines(5);
    std::vector<TraceRequest> requests;
    std::int64_t cycle = 0;
    for (int i = 0; i < 500; ++i) {
        const std::uint64_t address = random() >> (random() % 60);
        const bool is_write = random() % 2 == 0;
        const auto later = static_cast<std::int64_t>(random() % 100);
        cycle += later;
        requests.push_back({address, Cycles(cycle), is_write});
        lines[0].push_back(fmt::format("0x{:x} {} {}", address, is_write ? "WRITE" : "READ", cycle));
        lines[1].push_back(fmt::format("{}: {} 0x{:X}", cycle, is_write ? "write" : "read", address));
        lines[2].push_back(fmt::format("({}): {} 0x{:X}", later, is_write ? "write" : "read", address));
        lines[3].push_back(fmt::format("{} 0x{:x}", is_write ? "ST" : "LD", address));
        lines[4].push_back(fmt::format("0x{:x} {}", address, is_write ? "W" : "R"));
    }
    for (std::size_t format = 0; format < lines.size(); ++format) {
        const Lines result = read(lines[format]);
        INFO("format " << format << ": " << result.complaint);
        REQUIRE(result.requests.size() == requests.size());
        for (std::size_t i = 0; i < requests.size(); ++i) {
            const bool timed = format < 3;
            check(result.requests[i], requests[i].address, requests[i].is_write, timed ? requests[i].cycle.value() : 0);
        }
    }
}

TEST_CASE("the head of a trace is read as it is written")
{
    const TraceHead head{933'333'333, 32, "a name with blanks"};
    std::string line = trace_head_line(head);
    CHECK(line == "# deltasim trace: clock_hz=933333333 request_bytes=32 dram=a name with blanks\n");
    line.pop_back();
    TraceHead read;
    REQUIRE(is_trace_head(line));
    REQUIRE(read_trace_head(line, read));
    CHECK(read.clock_hz == head.clock_hz);
    CHECK(read.request_bytes == head.request_bytes);
    CHECK(read.dram == head.dram);
    for (const char* wrong :
         {"# deltasim trace:", "# deltasim trace: clock_hz=0 request_bytes=32 dram=d",
          "# deltasim trace: clock_hz=1 request_bytes=x dram=d", "# deltasim trace: clock_hz=1 request_bytes=32",
          "# deltasim trace: clock_hz=1 request_bytes=32 dram=", "# deltasim trace: request_bytes=32 clock_hz=1 dram=d",
          "# deltasim trace: clock_hz=99999999999999999999 request_bytes=32 dram=d"}) {
        INFO(wrong);
        CHECK(is_trace_head(wrong));
        CHECK_FALSE(read_trace_head(wrong, read));
    }
    CHECK_FALSE(is_trace_head("# deltasim"));
}

}  // namespace deltasim::test::trace_format_test
