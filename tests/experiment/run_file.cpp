// SPDX-License-Identifier: MIT
#include "experiment/run_file.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "experiment/results/json.hpp"
#include "experiment/run/mapping_json.hpp"
#include "rooms.hpp"

namespace deltasim::test
{

namespace
{

template <class Enumeration, std::size_t size>
std::string_view name(const EnumNames<Enumeration, size>& names, Enumeration value)
{
    return names[value];
}

double megahertz(std::uint64_t hertz) { return static_cast<double>(hertz) / 1e6; }

Json head_json(const Head& head)
{
    Json layers = Json::array();
    for (const Layer& layer : head.layers) {
        Json json{{"outputs", layer.outputs}, {"activation", name_of(layer.activation)}, {"bias", layer.bias}};
        if (layer.dropout > 0.0) json["dropout"] = layer.dropout;
        if (layer.activation == Activation::leaky_relu) json["negative_slope"] = layer.negative_slope;
        layers.push_back(json);
    }
    return {{"name", head.name}, {"features", head.features()}, {"layers", layers}};
}

Json array_json(const PeArrayConfig& array)
{
    Json json{{"clock_mhz", megahertz(array.clock_hz)},
              {"operand_broadcast", array.operand_broadcast},
              {"registers", array.registers},
              {"accumulators", array.accumulators},
              {"reduction", name(reduction_names, array.reduction)},
              {"multicast", {{"rows", array.multicast_rows}, {"columns", array.multicast_columns}}}};
    if (array.rows * array.columns == array.lanes) {
        json["rows"] = array.rows;
        json["columns"] = array.columns;
    } else {
        json["lanes"] = array.lanes;
    }
    if (array.reduction == Reduction::systolic) json["stationary_sets"] = array.stationary_sets;
    for (std::size_t i = 0; i < operation_count; ++i) {
        json["operations"][std::string(operation_names[i])] = {
            {"latency_cycles", array.operations[i].latency_cycles},
            {"interval_cycles", array.operations[i].interval_cycles}};
    }
    return json;
}

Json instructions_json(const Instructions& instructions)
{
    Json json{{"cores", instructions.cores},
              {"issue_width", instructions.issue_width},
              {"load_cycles", instructions.load_cycles},
              {"store_cycles", instructions.store_cycles},
              {"step", instructions.step},
              {"row", instructions.row},
              {"fork_join_cycles", instructions.fork_join_cycles}};
    for (std::size_t p = 0; p < precision_count; ++p) {
        const InstructionWidth& width = instructions.widths[p];
        json["precisions"][std::string(name_of(static_cast<Precision>(p)))] = {
            {"words", width.words}, {"macs", width.macs}, {"unpack", width.unpack}};
    }
    return json;
}

Json memory_json(const OnChipMemoryConfig& memory)
{
    Json json{{"kind", name(on_chip_kind_names, memory.refresh ? OnChipKind::edram : OnChipKind::sram)},
              {"capacity_bytes", memory.capacity_bytes},
              {"banks", memory.banks},
              {"ports", name(ports_names, memory.ports)},
              {"width_bits", memory.width_bits},
              {"latency_cycles", memory.latency_cycles},
              {"interleaving", name(interleaving_names, memory.interleaving)},
              {"clock_mhz", megahertz(memory.clock_hz)},
              {"tiles_only", memory.tiles_only}};
    for (const Tensor tensor : memory.holds) json["holds"].push_back(name_of(tensor));
    if (memory.refresh) {
        // Half a clock more, so that dividing it gives whole clocks again.
        const double row_cycles = static_cast<double>(memory.refresh->interval_cycles) + 0.5;
        json["refresh"] = {{"rows_per_bank", memory.refresh->rows_per_bank},
                           {"retention_us", row_cycles * static_cast<double>(memory.refresh->rows_per_bank) /
                                                megahertz(memory.clock_hz)}};
    }
    return json;
}

/// Timings in clocks of the clock at which the device runs.
Json timings_json(const DramDevice& device)
{
    Json json{{"CL", device.read_latency_cycles},
              {"CWL", device.write_latency_cycles},
              {"tREFI", device.refresh_interval_cycles},
              {"tRFC", device.refresh_cycles}};
    if (device.bank_refresh_cycles > 0) json["tRFCpb"] = device.bank_refresh_cycles;
    const IdlePolicy& idle = device.idle;
    if (idle.state == IdleState::power_down) {
        json["tXP"] = idle.wake_cycles;
        json["tCKE"] = idle.least_cycles;
    } else if (idle.state == IdleState::self_refresh) {
        json["tXS"] = idle.wake_cycles;
        json["tXSDLL"] = idle.wake_read_cycles;
        json["tCKESR"] = idle.least_cycles;
    }
    return json;
}

Json device_json(const DramDevice& device)
{
    Json json{{"name", device.name},
              {"standard", "drawn"},
              {"clock_mhz", megahertz(device.clock_hz)},
              {"organization",
               {{"channels", device.channels},
                {"ranks", device.ranks},
                {"bank_groups", device.bank_groups},
                {"banks_per_group", device.banks_per_group},
                {"rows", device.rows},
                {"columns", device.columns},
                {"device_width_bits", device.device_width_bits},
                {"channel_width_bits", device.channel_width_bits},
                {"burst_length", device.burst_length}}},
              {"page", name(page_policy_names, device.page)},
              {"refresh", name(refresh_granularity_names, device.refresh)},
              {"postponed_refreshes", device.postponed_refreshes},
              {"idle", name(idle_state_names, device.idle.state)},
              {"idle_after_cycles", device.idle.after_cycles},
              {"timing_cycles", timings_json(device)},
              {"rules", Json::array()}};
    for (const AddressField field : device.mapping) json["mapping"].push_back(name(address_field_names, field));
    for (std::size_t c = 0; c < dram_command_names.size(); ++c) {
        json["command_cycles"][std::string(dram_command_names[c])] = device.command_cycles[c];
    }
    for (const TimingRule& rule : device.rules) {
        Json row{{"scope", name(rule_scope_names, rule.scope)},
                 {"preceding", name(dram_command_names, rule.preceding)},
                 {"following", name(dram_command_names, rule.following)},
                 {"delay", rule.delay_cycles}};
        if (rule.window > 1) row["window"] = rule.window;
        json["rules"].push_back(row);
    }
    return json;
}

Json dram_json(const DramConfig& dram)
{
    Json json{{"prefetch_depth", dram.stream_buffers.prefetch_depth}, {"write_depth", dram.stream_buffers.write_depth}};
    if (const auto* device = std::get_if<DramDevice>(&dram.model)) {
        json["device"] = device_json(*device);
        return json;
    }
    const auto& flat = std::get<FlatDramConfig>(dram.model);
    json.update({{"device", "flat"},
                 {"capacity_bytes", flat.capacity_bytes},
                 {"width_bits", flat.width_bits},
                 {"latency_cycles", flat.latency_cycles},
                 {"interval_cycles", flat.interval_cycles},
                 {"clock_mhz", megahertz(flat.clock_hz)}});
    return json;
}

Json skip_json(const SkipConfig& skip)
{
    Json json{{"zero_delta", skip.zero_delta}, {"zero_activation", skip.zero_activation}};
    if (skip.density) {
        json["density"] = {{"features", skip.density->features},
                           {"activation", skip.density->activation},
                           {"delta", skip.density->delta},
                           {"output_delta", skip.density->output_delta}};
    }
    return json;
}

Json processor_json(const ProcessorConfig& processor)
{
    Json json{{"name", processor.name},
              {"pe_array", array_json(processor.pe_array)},
              {"controller",
               {{"clock_mhz", megahertz(processor.controller.clock_hz)},
                {"lookahead_steps", processor.controller.lookahead_steps},
                {"row_end_queue", processor.controller.row_end_queue}}},
              {"dma", {{"channels", processor.dma.channels}, {"burst_bytes", processor.dma.burst_bytes}}}};
    if (processor.dma.clock_hz > 0) json["dma"]["clock_mhz"] = megahertz(processor.dma.clock_hz);
    if (processor.pe_array.instructions) json["instructions"] = instructions_json(*processor.pe_array.instructions);
    for (const OnChipMemoryConfig& memory : processor.memories) json["memories"][memory.name] = memory_json(memory);
    if (processor.dram) json["dram"] = dram_json(*processor.dram);
    if (processor.skip.any()) json["skip"] = skip_json(processor.skip);
    return json;
}

Json training_json(const TrainingConfig& training, const std::string& schedule)
{
    Json json{{"schedules", {schedule}},
              {"baseline", schedule},
              {"batch", training.batch},
              {"deferred_updates", training.deferred_updates},
              {"optimizer", name_of(training.optimizer)},
              {"learning_rate", training.learning_rate},
              {"weight_decay", training.weight_decay},
              {"seed", training.seed},
              {"master_weights", training.master_weights},
              {"rounding", training.rounding.common == Rounding::nearest ? "nearest" : "stochastic"}};
    const bool none = training.first_trainable == "none";
    json["first_trainable"] = none ? Json(training.first_trainable) : Json(std::stoull(training.first_trainable));
    if (training.loss) json["loss"] = name_of(*training.loss);
    for (std::size_t t = 0; t < tensor_count; ++t) {
        const auto tensor = static_cast<Tensor>(t);
        json["precision"][std::string(name_of(tensor))] = name_of(training.precision.of(tensor));
    }
    return json;
}

Json placement_json(const PlacementConfig& placement)
{
    Json json = Json::object();
    for (const auto& [tensor, memory] : placement.homes) json[tensor]["memory"] = memory;
    for (const auto& [tensor, words] : placement.padding) json[tensor]["pad_words"] = words;
    return json;
}

/// Phases that are not named follow the rule of the run, which a mapping in a file does not know.
Json mapping_json_of(MappingConfig mapping)
{
    for (std::size_t p = 0; !mapping.own.empty() && p < phase_names.size(); ++p) {
        mapping.own.try_emplace({MappingConfig::every_layer, static_cast<Phase>(p)}, mapping.otherwise);
    }
    return experiment::mapping_json(mapping);
}

Json round_costs()
{
    const Json one{{"assumed", 1}, {"reason", "a test"}};
    Json costs{{"name", "round"}, {"register_file_pj", one}, {"interconnect_pj_per_bit", one}};
    for (const std::string_view operation : operation_names) costs["operations_pj"][std::string(operation)] = one;
    const Json row{{"capacity_kib", 64}, {"width_bits", 64}, {"read_pj", one}, {"write_pj", one}, {"leakage_mw", one}};
    Json edram_row = row;
    edram_row["cell"] = "edram";
    edram_row["refresh_pj"] = one;
    costs["sram"] = Json::array({row, edram_row});
    costs["dram"] = {{"read_pj_per_bit", one}, {"write_pj_per_bit", one}, {"static_mw", one}};
    costs["static"]["pe_mw_per_lane"] = one;
    return costs;
}

}  // namespace

std::string run_file(const RandomRun& run, const Schedule& schedule)
{
    return Json{{"model", head_json(run.head)},
                {"processor", processor_json(run.priced.processor)},
                {"costs", round_costs()},
                {"training", training_json(run.training, std::string(schedule.name))},
                {"placement", placement_json(run.placement)},
                {"mapping", mapping_json_of(run.placement.mapping)}}
               .dump(1, ' ') +
           "\n";
}

}  // namespace deltasim::test
