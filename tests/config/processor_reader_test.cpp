// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <string>

#include "config/shipped_devices.hpp"
#include "config/workspace.hpp"
#include "rooms.hpp"

namespace deltasim::test::processor_reader_test
{

namespace
{

/// What is said about an altered processor.
std::string errors(const std::string& from, const std::string& to)
{
    const Workspace workspace;
    workspace.write("p.yaml", with(small_processor, from, to));
    return workspace.check("p.yaml");
}

constexpr const char* flat_dram = R"(dram:
  device: flat
  capacity_mib: 32
  width_bits: 32
  latency_cycles: 10
  interval_cycles: 2
  clock_mhz: 120
  prefetch_depth: 8
  write_depth: 8
)";

}  // namespace

TEST_CASE("a processor is read as written")
{
    const Workspace workspace;
    workspace.write("configs/processors/small.yaml", std::string(small_processor) + flat_dram);
    const ProcessorConfig processor = workspace.load().processors.front().processor;
    CHECK(processor.name == "small");
    CHECK(processor.description == "one memory");
    CHECK(processor.pe_array.lanes == 4);
    CHECK(processor.pe_array.clock_hz == 200'000'000);
    CHECK(processor.pe_array.operand_broadcast);
    CHECK(processor.pe_array.operations.front() == OperationTiming{4, 1});
    CHECK(processor.pe_array.operations[static_cast<std::size_t>(Operation::divide)] == OperationTiming{14, 14});
    CHECK(processor.controller.lookahead_steps == 16);
    const OnChipMemoryConfig buffer{"buffer", OnChipKind::sram,        65536,      4, Ports::one_rw, 64,
                                    1,        Interleaving::low_order, 200'000'000};
    CHECK(processor.memories == std::vector<OnChipMemoryConfig>{buffer});
    REQUIRE(processor.dram);
    CHECK(processor.dram->device == "flat");
    CHECK(std::get<FlatDramConfig>(processor.dram->model) == FlatDramConfig{32U << 20U, 32, 10, 2, 120'000'000});
    CHECK(processor.dram->stream_buffers == StreamBufferConfig{8, 8});
    CHECK(processor.assumed.empty());
}

TEST_CASE("figures of a processor have their ranges")
{
    CHECK(errors("lanes: 4", "lanes: 1000001") ==
          "p.yaml:3:10: pe_array.lanes: expected a whole number from 1 to 1000000, found \"1000001\"");
    CHECK(errors("clock_mhz: 200", "clock_mhz: 0.0000001") ==
          "p.yaml:4:14: pe_array.clock_mhz: expected a clock in MHz above 0 and at most 100000, a whole number of "
          "hertz, found \"0.0000001\"");
    CHECK(errors("operand_broadcast: true", "operand_broadcast: yes") ==
          "p.yaml:5:22: pe_array.operand_broadcast: expected true or false, found \"yes\"");
    CHECK(
        errors("mac: {latency_cycles: 4", "mac: {latency_cycles: 0") ==
        "p.yaml:7:27: pe_array.operations.mac.latency_cycles: expected a whole number from 1 to 1000000, found \"0\"");
    CHECK(errors("lookahead_steps: 16", "lookahead_steps: 2000") ==
          "p.yaml:13:47: controller.lookahead_steps: expected a whole number from 1 to 1024, found \"2000\"");
    CHECK(errors("ports: 1rw", "ports: 1wr") ==
          "p.yaml:19:12: memories.buffer.ports: expected one of 1rw, 1r1w, 2rw, found \"1wr\", did you mean \"1rw\"?");
    CHECK(errors("width_bits: 64", "width_bits: 12") ==
          "p.yaml:20:17: memories.buffer.width_bits: expected a multiple of 8, found \"12\"");
}

TEST_CASE("keys of a processor are refused with the nearest known one, and missed with their mapping")
{
    CHECK(errors("lanes: 4", "lames: 4") == "p.yaml:3:3: pe_array: missing required key \"lanes\"\n"
                                            "p.yaml:3:3: pe_array.lames: unknown key, did you mean \"lanes\"?");
    CHECK(errors("    compare: {latency_cycles: 1, interval_cycles: 1}\n", "") ==
          "p.yaml:7:5: pe_array.operations: missing required key \"compare\"");
    CHECK(errors("controller: {clock_mhz: 200, lookahead_steps: 16}", "controller: 200") ==
          "p.yaml:13:13: controller: expected a mapping, found \"200\"");
}

TEST_CASE("a capacity is given once, in one unit, in whole lines of every bank")
{
    CHECK(errors("    capacity_kib: 64\n", "") ==
          "p.yaml:16:5: memories.buffer: missing required key \"capacity_bytes\" (or capacity_kib, capacity_mib)");
    CHECK(errors("capacity_kib: 64", "capacity_kib: 64\n    capacity_mib: 1") ==
          "p.yaml:16:5: memories.buffer: expected only one of \"capacity_kib\" and \"capacity_mib\"");
    CHECK(errors("capacity_kib: 64", "capacity_mib: 18446744073709551615") ==
          "p.yaml:17:19: memories.buffer.capacity_mib: \"18446744073709551615\" as a number of bytes does not fit 64 "
          "bits");
    CHECK(errors("capacity_kib: 64", "capacity_kib: 0") ==
          "p.yaml:17:19: memories.buffer.capacity_kib: expected a whole number of at least 1, found \"0\"");
    CHECK(errors("capacity_kib: 64", "capacity_bytes: 100") ==
          "p.yaml:16:5: memories.buffer: expected a capacity of whole lines in every bank, a multiple of 32 bytes, "
          "found 100; nearest are 96 and 128");
}

TEST_CASE("memories have names of their own")
{
    CHECK(errors("  buffer:", "  dram:") ==
          "p.yaml:15:3: memories.dram: the name \"dram\" is kept for the key \"dram\" of the processor");
    CHECK(errors("  buffer:", "  a b:") == "p.yaml:15:3: memories.a b: expected a memory's name of letters, digits, _ "
                                           "and -");
    const Workspace workspace;
    const std::string text = small_processor;
    const std::string none = text.substr(0, text.find("memories:")) + "costs: cheap\n";
    CHECK(workspace.check_text("p.yaml", none) ==
          "p.yaml:1:1: expected at least one memory: \"memories\", \"dram\" or both");
    CHECK(workspace.check_text("p.yaml", none + "memories: {}\n") ==
          "p.yaml:1:1: expected at least one memory: \"memories\", \"dram\" or both");
    CHECK(workspace.check_text("p.yaml", none + flat_dram) == "processor");
}

TEST_CASE("a device may run more slowly than it is rated for, and is refreshed as often")
{
    const Workspace workspace;
    const auto with_clock = [](const std::string& clock) {
        return std::string(small_processor) + "dram: {device: ddr4_2400_8gb_x8, prefetch_depth: 8, write_depth: 8, " +
               "clock_mhz: " + clock + "}\n";
    };
    workspace.write("configs/processors/small.yaml", with_clock("600"));
    const auto device = std::get<DramDevice>(workspace.load().processors.front().processor.dram->model);
    const DramDevice rated = shipped_device("ddr4_2400_8gb_x8");
    CHECK(device.clock_hz == 600'000'000);
    CHECK(device.refresh_interval_cycles == rated.refresh_interval_cycles / 2);
    CHECK(device.refresh_cycles == rated.refresh_cycles / 2);
    CHECK(device.rules.size() == rated.rules.size());
    for (std::size_t r = 0; r < rated.rules.size(); ++r) {
        const bool refreshes = rated.rules[r].preceding == DramCommand::refresh;
        CHECK(device.rules[r].delay_cycles == rated.rules[r].delay_cycles / (refreshes ? 2 : 1));
    }
    // 5,577 clocks, and five to each of the controller's.
    const std::string in_step = with(with_clock("715"), "controller: {clock_mhz: 200", "controller: {clock_mhz: 143");
    workspace.write("configs/processors/small.yaml", in_step);
    CHECK(std::get<DramDevice>(workspace.load().processors.front().processor.dram->model).refresh_interval_cycles ==
          5'575);
    CHECK(workspace.check_text("p.yaml", with_clock("1200.000001")) ==
          "p.yaml:25:7: dram: expected a clock_mhz of at most 1200, which ddr4_2400_8gb_x8 is rated for");
    CHECK(workspace.check_text("p.yaml", with_clock("0.01"))
              .find("expected tREFI above tRFC at the clock that it runs at, in its clocks, or 0 for no refresh") !=
          std::string::npos);
    CHECK(workspace.check_text("p.yaml", with_clock("0")).find("dram.clock_mhz: expected a clock in MHz") !=
          std::string::npos);
}

TEST_CASE(
    "a clock that is set of a device, too, leaves its refreshes their time, and the resolved experiment says both")
{
    const Workspace workspace;
    workspace.write("configs/processors/small.yaml",
                    std::string(small_processor) +
                        "dram: {device: ddr4_2400_8gb_x8, prefetch_depth: 8, write_depth: 8}\n");
    const DramDevice rated = shipped_device("ddr4_2400_8gb_x8");
    const auto with = [](const std::vector<Override>& overrides) { return Workspace::load(overrides); };
    const auto device = [](const ExperimentConfig& experiment) {
        return std::get<DramDevice>(experiment.processors.front().processor.dram->model);
    };
    for (const std::uint64_t share : {2U, 3U, 4U}) {
        const ExperimentConfig slow =
            with({{"processor.dram.device.clock_mhz", "900"},
                  {"processor.dram.device.clock_mhz", std::to_string(rated.clock_hz / 1'000'000 / share)}});
        CHECK(device(slow).clock_hz == rated.clock_hz / share);
        CHECK(device(slow).rated_clock_hz == rated.clock_hz);
        CHECK(device(slow).refresh_interval_cycles == rated.refresh_interval_cycles / share);
        CHECK(device(slow).refresh_cycles == rated.refresh_cycles / share);
        CHECK(device(slow).read_latency_cycles == rated.read_latency_cycles);
        workspace.write("again.yaml", slow.resolved_yaml);
        CHECK(device(Workspace::load({}, "again.yaml")) == device(slow));
    }
    CHECK_THROWS_WITH(with({{"processor.dram.device.clock_mhz", "1200.5"}}),
                      Catch::Contains("expected at most 1200, which ddr4_2400_8gb_x8 is rated for"));
    CHECK_THROWS_WITH(with({{"processor.dram.device.clock_mhz", "600"}, {"processor.dram.clock_mhz", "800"}}),
                      Catch::Contains("expected a clock_mhz of at most 600, which ddr4_2400_8gb_x8 itself is set to"));
}

TEST_CASE("clocks need a common tick rate")
{
    const Workspace workspace;
    std::string text = with(small_processor, "clock_mhz: 200", "clock_mhz: 99999.999977");  // primes of hertz
    text = with(text, "controller: {clock_mhz: 200", "controller: {clock_mhz: 99999.999943");
    CHECK(workspace.check_text("p.yaml", text) == "p.yaml:1:1: the clocks have no common tick rate below 2^63 Hz; "
                                                  "choose clock_mhz with smaller common multiples");
}

TEST_CASE("a device has keys of its own, and so has flat DRAM")
{
    const Workspace workspace;
    const std::string dram = "dram: {device: ddr4_2400_8gb_x8, prefetch_depth: 8, write_depth: 8, width_bits: 32}\n";
    CHECK(workspace.check_text("p.yaml", std::string(small_processor) + dram) ==
          "p.yaml:25:69: dram.width_bits: unknown key, expected one of prefetch_depth, write_depth, device, clock_mhz");
    CHECK(workspace.check_text("p.yaml", small_processor + with(flat_dram, "  width_bits: 32\n", "")) ==
          "p.yaml:26:3: dram: missing required key \"width_bits\"");
    CHECK(workspace.check_text("p.yaml", small_processor + with(flat_dram, "flat", "fat")) ==
          "p.yaml:26:11: dram.device: unknown DRAM device \"fat\", did you mean \"flat\"?");
    CHECK(workspace.check_text("p.yaml", small_processor + with(flat_dram, "prefetch_depth: 8", "prefetch_depth: 0")) ==
          "p.yaml:32:19: dram.prefetch_depth: expected a whole number from 1 to 4096, found \"0\"");
}

TEST_CASE("any figure may be assumed, with a reason")
{
    const Workspace workspace;
    std::string text = with(small_processor, "lanes: 4", "lanes: {assumed: 8, reason: a guess}");
    text = with(text, "costs: cheap", "costs: {assumed: cheap, reason: nothing better}");
    text = with(text, "controller: {clock_mhz: 200, lookahead_steps: 16}",
                "controller: {assumed: {clock_mhz: 200, lookahead_steps: 2}, reason: both unknown}");
    text +=
        "dram:\n  assumed: {device: {assumed: ddr4_2400_8gb_x8, reason: common}, prefetch_depth: 8, write_depth: 8}\n"
        "  reason: why not\n";
    workspace.write("configs/processors/small.yaml", text);
    PricedProcessor priced = workspace.load().processors.front();
    CHECK(priced.processor.pe_array.lanes == 8);
    CHECK(priced.processor.controller.lookahead_steps == 2);
    CHECK(priced.processor.dram->device == "ddr4_2400_8gb_x8");
    CHECK(priced.costs.name == "cheap");
    // The shipped device has assumptions of its own.
    std::erase_if(priced.processor.assumed, [](const auto& mark) { return mark.first.starts_with("dram.device."); });
    CHECK(priced.processor.assumed == std::map<std::string, std::string>{{"pe_array.lanes", "a guess"},
                                                                         {"controller", "both unknown"},
                                                                         {"costs", "nothing better"},
                                                                         {"dram", "why not"},
                                                                         {"dram.device", "common"}});
}

TEST_CASE("an assumption without a reason is none")
{
    CHECK(errors("lanes: 4", "lanes: {assumed: 8}") == "p.yaml:3:10: pe_array.lanes: missing required key \"reason\"");
    CHECK(errors("lanes: 4", "lanes: {assumed: 8, reason: \"\"}") ==
          "p.yaml:3:31: pe_array.lanes.reason: expected text, found \"\"");
    CHECK(errors("lanes: 4", "lanes: {assumed: 8, reasons: x}") ==
          "p.yaml:3:10: pe_array.lanes: missing required key \"reason\"\n"
          "p.yaml:3:23: pe_array.lanes.reasons: unknown key, did you mean \"reason\"?");
    CHECK(errors("lanes: 4", "lanes: {assumed: none, reason: x}") ==
          "p.yaml:3:20: pe_array.lanes: expected a whole number from 1 to 1000000, found \"none\"");
}

TEST_CASE("an eDRAM says how long it keeps its rows")
{
    // 64 KiB in 4 banks of 64-bit lines are 2048 lines a bank; 51.2 us at 200 MHz are 10240 clocks for 1024 rows.
    const auto with_refresh = [](const std::string& refresh) {
        return errors("kind: sram", "kind: edram\n    refresh: " + refresh);
    };
    CHECK(errors("kind: sram", "kind: edram") == "p.yaml:16:5: memories.buffer: missing required key \"refresh\"");
    CHECK(errors("kind: sram", "kind: sram\n    refresh: {}")
              .starts_with("p.yaml:17:5: memories.buffer.refresh: unknown key"));
    CHECK(with_refresh("{retention_us: 51.2, rows_per_bank: 1024}") == "processor");
    CHECK(with_refresh("{retention_us: 51.2}") ==
          "p.yaml:17:14: memories.buffer.refresh: missing required key \"rows_per_bank\"");
    CHECK(
        with_refresh("{retention_us: 51.2, rows_per_bank: 1000}") ==
        "p.yaml:17:14: memories.buffer.refresh: expected rows_per_bank to divide the 2048 lines of a bank, found 1000");
    CHECK(with_refresh("{retention_us: 10, rows_per_bank: 1024}") ==
          "p.yaml:17:14: memories.buffer.refresh: expected 2 to 1000000 clocks from one row's refresh to the next, "
          "retention_us over rows_per_bank, found 1.95");

    const Workspace workspace;
    workspace.write(
        "configs/processors/small.yaml",
        with(small_processor, "kind: sram", "kind: edram\n    refresh: {retention_us: 51.3, rows_per_bank: 1024}"));
    const ProcessorConfig processor = workspace.load().processors.front().processor;
    CHECK(processor.memories.front().refresh == EdramRefresh{1024, 10});
}

TEST_CASE("a memory may say which tensors it holds")
{
    const Workspace workspace;
    const auto held = [](const std::string& list) {
        return with(small_processor, "kind: sram", "holds: " + list + "\n    kind: sram");
    };
    Workspace::write("configs/processors/small.yaml", held("[weight, optimizer_state]"));
    const ExperimentConfig experiment = Workspace::load();
    CHECK(experiment.processors.front().processor.memories.front().holds ==
          std::vector{Tensor::weight, Tensor::optimizer_state});
    CHECK(Workspace::errors({{"placement.bias[2]", "buffer"}}) ==
          "--set placement.bias[2]=buffer: placement.bias[2]: memory buffer of processor \"small\" holds only weight, "
          "optimizer_state, not bias");
    CHECK(Workspace::errors({{"placement.weight", "buffer"}}).empty());
    CHECK(Workspace::check_text("configs/processors/small.yaml", held("[]"))
              .ends_with("holds: expected at least one tensor"));
    CHECK(Workspace::check_text("configs/processors/small.yaml", held("[delta, delta]"))
              .ends_with("\"delta\" is listed twice"));
    CHECK(Workspace::check_text("configs/processors/small.yaml", held("[wieght]")).find("did you mean \"weight\"") !=
          std::string::npos);
}

}  // namespace deltasim::test::processor_reader_test
