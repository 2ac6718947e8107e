// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <zlib.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/program.hpp"
#include "app/small_disk.hpp"
#include "places.hpp"
#include "rooms.hpp"

// Traces from one DRAM to another and from other simulators, and what no trace command may do to a user's files.

namespace deltasim::test::trace_exchange_test
{

namespace
{

using Json = nlohmann::json;

class Exchange : public Folder
{
public:
    [[nodiscard]] Json json(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.end(), {"--format", "json"});
        const Outcome outcome = run(arguments);
        INFO(outcome.err);
        REQUIRE(outcome.code == 0);
        return Json::parse(outcome.out);
    }
    [[nodiscard]] Json replay(const std::string& trace, const std::string& dram,
                              const std::vector<std::string>& more = {}) const
    {
        std::vector<std::string> arguments{"replay", trace, "--dram", dram};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return json(arguments);
    }
    /// Runs a head with its weights off chip and keeps the trace.
    [[nodiscard]] Json traced(const std::string& dram, const std::string& trace) const
    {
        return json({"run", experiment, "--set",
                     "model={name: head, features: 512, layers: [{outputs: 256, activation: relu}, {outputs: classes, "
                     "activation: softmax}]}",
                     "--set", "classes=10", "--set", "processor=eyeriss", "--set", "placement.weight=dram", "--set",
                     "processor.dram.device=" + dram, "--set", "processor.dram.prefetch_depth=64", "--schedule",
                     "delta", "--trace", trace});
    }
    const std::string experiment = source_directory() + "/configs/experiments/quickstart.yaml";
};

/// The DRAM's clocks of a run.
double dram_cycles(const Json& run, double mhz) { return run["seconds"].get<double>() * mhz * 1e6; }

}  // namespace

TEST_CASE("a run's trace replayed takes the run's time, with one channel and with many")
{
    const Exchange folder;
    for (const auto& [dram, mhz] : {std::pair{"hbm2_8gb", 1000.0}, {"ddr4_2400_8gb_x8", 1200.0}}) {
        const Json run = folder.traced(dram, "trace");
        const Json replayed = folder.replay("trace", dram);
        INFO(dram << ": " << run["seconds"] << " s, replayed " << replayed["seconds"] << " s");
        CHECK(replayed["cycles"].get<double>() > 0.9 * dram_cycles(run, mhz));
        CHECK(replayed["cycles"].get<double>() < 1.03 * dram_cycles(run, mhz));
        for (const char* key : {"reads", "writes"}) CHECK(replayed[key] == run["dram"][key]);
        CHECK(replayed["trace"]["dram"] == dram);
        CHECK(replayed["trace"]["clock_mhz"] == mhz);
    }
}

TEST_CASE("requests of a trace are taken to another DRAM's clock and bursts")
{
    const Exchange folder;
    std::string trace = "# deltasim trace: clock_hz=800000000 request_bytes=32 dram=other\n";
    for (int i = 0; i < 4000; ++i) trace += fmt::format("0x{:x} READ {}\n", i * 32, 10 * i);
    folder.write("trace", trace);
    // 40,000 clocks of 800 MHz are 50 us, on whatever DRAM.
    for (const auto& [dram, burst, mhz] : {std::tuple{"ddr4_2400_8gb_x8", 64, 1200.0},
                                           {"lpddr4_3200_8gb_x16", 32, 1600.0},
                                           {"ddr3_1600_4gb_x8", 64, 800.0}}) {
        const Json replayed = folder.replay("trace", dram);
        INFO(dram);
        CHECK(replayed["requests"] == 4000);
        CHECK(replayed["reads"] == 4000 * 32 / burst);  // neighbours share a burst
        CHECK(replayed["seconds"].get<double>() == Approx(50e-6).epsilon(0.02));
        const Json fast = folder.replay("trace", dram, {"--as-fast-as-possible"});
        CHECK(fast["arrivals"] == "as_fast_as_possible");
        CHECK(fast["reads"] == 4000 * 32 / burst);
        CHECK(fast["seconds"].get<double>() < 0.6 * replayed["seconds"].get<double>());
    }
    const Outcome said = folder.run({"replay", "trace", "--dram", "ddr4_2400_8gb_x8"});
    CHECK(said.err.find("the trace was recorded with other at 800 MHz: requests of 32 bytes") != std::string::npos);
    // A request of 256 bytes is four bursts of 64 bytes, or three whole bursts and parts of two more.
    folder.write("large", "0x0 READ 0\n0x220 READ 0\n");
    CHECK(folder.replay("large", "ddr4_2400_8gb_x8", {"--request-bytes", "256"})["reads"] == 4 + 5);
    CHECK(folder.replay("large", "ddr4_2400_8gb_x8", {"--request-bytes", "256", "--trace-clock-mhz", "300"})["reads"] ==
          4 + 5);
    const Outcome beyond =
        folder.run({"replay", "large", "--dram", "ddr4_2400_8gb_x8", "--request-bytes", "20000000000"});
    CHECK(beyond.code == 2);
    CHECK(beyond.err.find("large:1:1: expected the 20000000000 bytes of a request below") == 0);
    // The last arrival that can be counted is at clock 999,999,999,999,999,999 of 1,200 MHz, 833,333,333 s.
    const std::string seconds = "# deltasim trace: clock_hz=1 request_bytes=64 dram=other\n";
    folder.write("late", seconds + "0x0 READ 0\n0x0 READ 833333333\n");
    CHECK(folder.replay("late", "ddr4_2400_8gb_x8")["requests"] == 2);
    for (const std::string cycle : {"833333334", "9999999999999999", "999999999999999999"}) {
        folder.write("late", seconds + "0x0 READ 0\n0x0 READ " + cycle + "\n");
        const Outcome late = folder.run({"replay", "late", "--dram", "ddr4_2400_8gb_x8"});
        CHECK(late.code == 2);
        CHECK(late.err == "late:3:10: expected a cycle from 0 to 833333333, found \"" + cycle + "\"\n");
        CHECK(folder.replay("late", "ddr4_2400_8gb_x8", {"--as-fast-as-possible"})["requests"] == 2);
    }
    folder.write("late.stl", "800000000: read 0x0\n(33333333): read 0x0\n(1): read 0x0\n");
    const Outcome late =
        folder.run({"replay", "late.stl", "--dram", "ddr4_2400_8gb_x8", "--trace-clock-mhz", "0.000001"});
    CHECK(late.code == 2);
    CHECK(late.err.starts_with("late.stl:3:1: expected a cycle from 0 to 0, found"));
    for (const std::string mhz : {"1e30", "0", "-3", "nan", "0.0000001", "100000.5", "1e400", "12x"}) {
        const Outcome outcome = folder.run({"replay", "large", "--dram", "ddr4_2400_8gb_x8", "--trace-clock-mhz", mhz});
        INFO(outcome.err);
        CHECK(outcome.code == 2);
        CHECK(outcome.err.find("--trace-clock-mhz: expected a clock in MHz above 0 and at most 100000, a whole number "
                               "of hertz, found \"" +
                               mhz + "\"\n") == 0);
    }
    for (const std::string hertz : {"0", "100000000001", "18446744073709551615", "99999999999999999999"}) {
        folder.write("fast", "# deltasim trace: clock_hz=" + hertz + " request_bytes=32 dram=other\n0x0 READ 0\n");
        CHECK(folder.run({"replay", "fast", "--dram", "ddr4_2400_8gb_x8"}).err.find("fast:1:1: expected the head of") ==
              0);
    }
    folder.write("wrong", "# deltasim trace: clock_hz=fast request_bytes=32 dram=other\n0x0 READ 0\n");
    CHECK(folder.run({"replay", "wrong", "--dram", "ddr4_2400_8gb_x8"}).err.find("wrong:1:1: expected the head of") ==
          0);
}

TEST_CASE("traces of other simulators take what ours of the same requests takes")
{
    const Exchange folder;
    std::string ours;
    std::string dramsys;
    std::string loads;
    std::string no_cycles;
    for (int i = 0; i < 2000; ++i) {
        const int address = i * 7919 % 100'000 * 64;
        ours += fmt::format("0x{:x} {} {}\n", address, i % 3 == 0 ? "WRITE" : "READ", 3 * i);
        dramsys += fmt::format("{}:\t{}\t0x{:x}\n", 3 * i, i % 3 == 0 ? "write" : "read", address);
        loads += fmt::format("{} {}\n", i % 3 == 0 ? "ST" : "LD", address);
        no_cycles += fmt::format("0x{:x} {}\n", address, i % 3 == 0 ? "W" : "R");
    }
    folder.write("ours", ours);
    folder.write("dramsys.stl", dramsys);
    folder.write("loads", loads);
    folder.write("no_cycles", no_cycles);
    const auto cycles = [&](const std::string& trace, const std::vector<std::string>& more = {}) {
        return folder.replay(trace, "ddr4_2400_8gb_x8", more)["cycles"];
    };
    CHECK(cycles("dramsys.stl") == cycles("ours"));
    CHECK(cycles("loads") == cycles("ours", {"--as-fast-as-possible"}));
    CHECK(cycles("no_cycles") == cycles("loads"));
    CHECK(cycles("loads", {"--trace-format", "ramulator"}) == cycles("loads"));
    CHECK(folder.run({"replay", "loads", "--dram", "ddr4_2400_8gb_x8", "--trace-format", "dramsys"}).code == 2);
    CHECK(folder.replay("dramsys.stl", "ddr4_2400_8gb_x8")["trace"]["format"] == "dramsys");
}

TEST_CASE("no output takes the place of an input, under whatever name")
{
    const Exchange folder;
    const std::string trace = "0x0 READ 0\n0x40 READ 1\n";
    folder.write("trace", trace);
    std::filesystem::create_hard_link(folder.path() / "trace", folder.path() / "hard");
    std::filesystem::create_symlink("trace", folder.path() / "soft");
    std::filesystem::create_directory(folder.path() / "sub");
    for (const char* output : {"trace", "./trace", "sub/../trace", "hard", "soft"}) {
        INFO(output);
        const Outcome refused = folder.run({"replay", "trace", "--dram", "ddr4_2400_8gb_x8", "--commands", output});
        CHECK(refused.code == 2);
        CHECK(refused.out.empty());
        CHECK(refused.err == std::string(output) + ": is an input of this command, and the output would replace it\n");
        CHECK(folder.read("trace") == trace);
        CHECK(folder.read("hard") == trace);
    }
    // A device file, an experiment, its processor and its model are inputs, too.
    const std::string device = "dram.yaml";
    std::filesystem::copy_file(source_directory() + "/configs/dram/ddr4_2400_8gb_x8.yaml", folder.path() / device);
    const std::string before = folder.read(device);
    CHECK(folder.run({"replay", "trace", "--dram", device, "--commands", device}).code == 2);
    CHECK(folder.read(device) == before);
    std::filesystem::copy_file(source_directory() + "/configs/processors/eyeriss.yaml", folder.path() / "own.yaml");
    const std::string processor = folder.read("own.yaml");
    for (const char* option : {"--trace", "--dump-values"}) {
        INFO(option);
        const Outcome refused = folder.run({"run", folder.experiment, "--set", "model=lenet5", "--set",
                                            "processor=" + (folder.path() / "own.yaml").string(), "--schedule", "delta",
                                            option, "own.yaml"});
        CHECK(refused.code == 2);
        CHECK(refused.err.find("own.yaml: is an input of this command") == 0);
        CHECK(folder.read("own.yaml") == processor);
    }
}

TEST_CASE("bytes after a gzip stream are refused, and further members are read")
{
    const Exchange folder;
    const auto compress = [&](const std::string& name, const std::string& text, const char* mode) {
        gzFile stream = gzopen((folder.path() / name).c_str(), mode);
        gzwrite(stream, text.data(), static_cast<unsigned>(text.size()));
        gzclose(stream);
    };
    std::string half;
    for (int i = 0; i < 5000; ++i) half += fmt::format("0x{:x} READ 0\n", i * 64);
    compress("two.gz", half, "wb");
    compress("two.gz", half, "ab");
    CHECK(folder.replay("two.gz", "ddr4_2400_8gb_x8")["requests"] == 10'000);
    const std::string whole = folder.read("two.gz");
    for (const std::string& more : {std::string("x"), std::string("0x0 READ 0\n"), std::string(1, '\0'),
                                    std::string("\x1f", 1), std::string("\x1f\x8b", 2)}) {
        folder.write("more.gz", whole + more);
        const Outcome refused = folder.run({"replay", "more.gz", "--dram", "ddr4_2400_8gb_x8"});
        CHECK(refused.code == 2);
        CHECK(refused.err.find("more.gz: ") == 0);
        CHECK(refused.err.find("gzip stream") != std::string::npos);
    }
    folder.write("more.gz", whole + "more");
    CHECK(folder.run({"replay", "more.gz", "--dram", "ddr4_2400_8gb_x8"}).err ==
          "more.gz: the bytes after the gzip stream are not a gzip stream\n");
}

TEST_CASE("a gap of ages costs no time and no disk")
{
    const Exchange folder;
    folder.write("trace", "0x0 READ 0\n0x40 READ 999999999999999999\n");
    for (const char* dram : {"ddr4_2400_8gb_x8", "ddr4_2400_4gb_x8", "lpddr4_3200_8gb_x16", "hbm2_8gb"}) {
        for (const char* postponed : {"0", "3"}) {
            INFO(dram << ", postponed " << postponed);
            const auto begin = std::chrono::steady_clock::now();
            const Json plain = folder.replay("trace", dram, {"--set", std::string("postponed_refreshes=") + postponed});
            const Json listed = folder.replay(
                "trace", dram, {"--set", std::string("postponed_refreshes=") + postponed, "--commands", "list.csv"});
            CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(60));
            CHECK(plain == listed);
            CHECK(std::filesystem::file_size(folder.path() / "list.csv") < 8U << 20U);
            CHECK(plain["refreshes"].get<double>() + plain["bank_refreshes"].get<double>() > 1e13);
        }
    }
    const Outcome often =
        folder.run({"replay", "trace", "--dram", "hyperram_64mb_x8", "--set", "timing_cycles.tREFI=1"});
    CHECK(often.code == 2);
    CHECK(often.err.find("timing_cycles.tREFI: expected more than ") != std::string::npos);
}

TEST_CASE("another simulator's list of commands is priced")
{
    const Exchange folder;
    folder.write("list", "0 ACT 0 0 0 0 5\n17 RD 0 0 0 0 5 0\n60 PRE 0 0 0 0\n");
    const Json priced = folder.json({"price", "--commands", "list", "--dram", "ddr4_2400_8gb_x8"});
    CHECK(priced["activates"] == 1);
    CHECK(priced["cycles"] == 61);
    CHECK(priced["energy_pj"]["total"].get<double>() > 0.0);
    CHECK(folder.json({"price", "--commands", "list", "--dram", "ddr4_2400_8gb_x8", "--cycles", "1000", "--formula",
                       "micron"})["cycles"] == 1000);
    CHECK(folder.run({"price", "--commands", "list", "--dram", "ddr4_2400_8gb_x8"}).code == 0);
    CHECK(folder.run({"price", "--commands", "list"}).code == 2);
    const Outcome shorter = folder.run({"price", "--commands", "list", "--dram", "ddr4_2400_8gb_x8", "--cycles", "17"});
    CHECK(shorter.code == 2);
    CHECK(shorter.err.find("--cycles: expected at least 18") != std::string::npos);
    folder.write("other_row", "0 ACT 0 0 0 0 5\n17 WR 0 0 0 0 7 0\n");
    CHECK(folder.run({"price", "--commands", "other_row", "--dram", "ddr4_2400_8gb_x8"})
              .err.find("other_row:2:4: wr at cycle 17: the bank has row 5 open, and not row 7") != std::string::npos);
    folder.write("at_once", "0,refresh,0,0,,,,,5,0\n");
    CHECK(folder.run({"price", "--commands", "at_once", "--dram", "ddr4_2400_8gb_x8"}).code == 2);
    CHECK(folder.run({"price", "--commands", "list", "--dram", "hbm2_8gb"}).code == 2);  // it has no currents
    CHECK(folder.run({"price"}).code == 2);
    CHECK(folder.run({"price", "some.db", "--commands", "list", "--dram", "ddr4_2400_8gb_x8"}).code == 2);
    CHECK(folder.run({"price", "some.db", "--formula", "micron"}).code == 2);
}

TEST_CASE("what a replay writes of commands can be priced, to the last cycle of a trace")
{
    const Exchange folder;
    folder.write("far", "0x0 READ 0\n0x40 READ 999999999999999999\n");
    REQUIRE(folder.run({"replay", "far", "--dram", "ddr4_2400_8gb_x8", "--commands", "far.csv"}).code == 0);
    CHECK(folder.json({"price", "--commands", "far.csv", "--dram", "ddr4_2400_8gb_x8"})["reads"] == 2);
}

TEST_CASE("a list of commands that does not fit the disk costs no results")
{
    const Exchange folder;
    const SmallDisk disk(folder.path() / "disk", "16k");
    if (!disk.holds()) return;
    std::string trace;
    for (int i = 0; i < 4000; ++i) trace += fmt::format("0x{:x} READ {}\n", i * 0x80000, i);
    folder.write("trace", trace);
    const Outcome outcome =
        folder.run({"replay", "trace", "--dram", "ddr4_2400_8gb_x8", "--commands", "disk/c.csv", "--format", "json"});
    CHECK(outcome.code == 2);
    CHECK(Json::parse(outcome.out)["requests"] == 4000);
    CHECK(outcome.err.find("disk/c.csv: cannot be written: No space left on device") != std::string::npos);
}

}  // namespace deltasim::test::trace_exchange_test
