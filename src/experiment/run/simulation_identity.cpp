// SPDX-License-Identifier: MIT
#include "experiment/run/simulation_identity.hpp"

#include <nlohmann/json.hpp>
#include <variant>

#include "experiment/run/last_batch.hpp"
#include "experiment/run/mapping_json.hpp"
#include "experiment/run/zeros.hpp"
#include "report/json_text.hpp"

namespace deltasim::experiment
{

namespace
{

using Json = nlohmann::ordered_json;

// A structured binding names all members of every structure. It no longer compiles when the structure gets another
// member, so whoever adds one decides here whether the simulation depends on it. The simulation does not depend on
// members that are bound but not used.

Json identity_of(const machine::PeArrayConfig& array)
{
    const auto& [lanes, rows, columns, multicast_rows, multicast_columns, registers, accumulators, reduction,
                 stationary_sets, clock_hz, operand_broadcast, operations, instructions] = array;
    Json timings = Json::array();
    for (const auto& [latency_cycles, interval_cycles] : operations)
        timings.push_back({latency_cycles, interval_cycles});
    Json kernel;
    if (instructions) {
        const auto& [cores, issue_width, load_cycles, store_cycles, step, row, fork_join_cycles, widths] =
            *instructions;
        kernel = {cores, issue_width, load_cycles, store_cycles, step, row, fork_join_cycles};
        for (const auto& [words, macs, unpack] : widths) kernel.push_back({words, macs, unpack});
    }
    return {{"lanes", lanes},
            {"instructions", kernel},
            {"clock_hz", clock_hz},
            {"operand_broadcast", operand_broadcast},
            {"operations", timings},
            {"grid",
             {rows, columns, multicast_rows, multicast_columns, registers, accumulators,
              machine::reduction_names[reduction], stationary_sets}}};
}

Json identity_of(const machine::ControllerConfig& controller)
{
    const auto& [clock_hz, lookahead_steps, row_end_queue] = controller;
    return {{"clock_hz", clock_hz}, {"lookahead_steps", lookahead_steps}, {"row_end_queue", row_end_queue}};
}

/// Includes the name, to which placement and results refer.
Json identity_of(const machine::OnChipMemoryConfig& memory)
{
    const auto& [name, kind, capacity_bytes, banks, ports, width_bits, latency_cycles, interleaving, clock_hz, refresh,
                 holds, tiles_only] = memory;
    Json identity{{"name", name},
                  {"kind", machine::on_chip_kind_names[kind]},
                  {"capacity_bytes", capacity_bytes},
                  {"banks", banks},
                  {"ports", machine::ports_names[ports]},
                  {"width_bits", width_bits},
                  {"latency_cycles", latency_cycles},
                  {"interleaving", machine::interleaving_names[interleaving]},
                  {"clock_hz", clock_hz}};
    if (refresh) {
        const auto& [rows_per_bank, interval_cycles] = *refresh;
        identity["refresh"] = {{"rows_per_bank", rows_per_bank}, {"interval_cycles", interval_cycles}};
    }
    for (const Tensor tensor : holds) identity["holds"].push_back(name_of(tensor));
    if (tiles_only) identity["tiles_only"] = true;
    return identity;
}

Json identity_of(const machine::FlatDramConfig& flat)
{
    const auto& [capacity_bytes, width_bits, latency_cycles, interval_cycles, clock_hz] = flat;
    return {{"capacity_bytes", capacity_bytes},
            {"width_bits", width_bits},
            {"latency_cycles", latency_cycles},
            {"interval_cycles", interval_cycles},
            {"clock_hz", clock_hz}};
}

Json identity_of(const machine::DramDevice& device)
{
    const auto& [name, description, standard, clock_hz, rated_clock_hz, channels, ranks, bank_groups, banks_per_group,
                 rows, columns, device_width_bits, channel_width_bits, burst_length, mapping, page, refresh,
                 postponed_refreshes, idle, read_latency_cycles, write_latency_cycles, refresh_interval_cycles,
                 refresh_cycles, bank_refresh_cycles, command_cycles, rules, currents, termination] = device;
    Json fields = Json::array();
    for (const machine::AddressField field : mapping) fields.push_back(machine::address_field_names[field]);
    Json rows_of_rules = Json::array();
    for (const auto& [scope, preceding, following, window, delay_cycles] : rules) {
        rows_of_rules.push_back({machine::rule_scope_names[scope], machine::dram_command_names[preceding],
                                 machine::dram_command_names[following], window, delay_cycles});
    }
    Json identity{{"clock_hz", clock_hz},
                  {"channels", channels},
                  {"ranks", ranks},
                  {"bank_groups", bank_groups},
                  {"banks_per_group", banks_per_group},
                  {"rows", rows},
                  {"columns", columns},
                  {"device_width_bits", device_width_bits},
                  {"channel_width_bits", channel_width_bits},
                  {"burst_length", burst_length},
                  {"mapping", fields},
                  {"page", machine::page_policy_names[page]},
                  {"refresh", machine::refresh_granularity_names[refresh]},
                  {"postponed_refreshes", postponed_refreshes},
                  {"read_latency_cycles", read_latency_cycles},
                  {"write_latency_cycles", write_latency_cycles},
                  {"refresh_interval_cycles", refresh_interval_cycles},
                  {"refresh_cycles", refresh_cycles},
                  {"bank_refresh_cycles", bank_refresh_cycles},
                  {"command_cycles", command_cycles},
                  {"rules", rows_of_rules}};
    const auto& [state, after_cycles, least_cycles, wake_cycles, wake_read_cycles] = idle;
    if (state != machine::IdleState::standby) {
        identity["idle"] = {machine::idle_state_names[state], after_cycles, least_cycles, wake_cycles,
                            wake_read_cycles};
    }
    return identity;
}

Json identity_of(const machine::DramConfig& dram)
{
    const auto& [model, stream_buffers, device] = dram;
    const auto& [prefetch_depth, write_depth] = stream_buffers;
    return {{"model", std::visit([](const auto& kind) { return identity_of(kind); }, model)},
            {"prefetch_depth", prefetch_depth},
            {"write_depth", write_depth}};
}

Json identity_of(const machine::ProcessorConfig& processor)
{
    const auto& [name, description, pe_array, controller, memories, dram, dma, skip, assumed] = processor;
    const auto& [dma_clock_hz, channels, burst_bytes] = dma;
    Json on_chip = Json::array();
    for (const machine::OnChipMemoryConfig& memory : memories) on_chip.push_back(identity_of(memory));
    Json identity{{"pe_array", identity_of(pe_array)},
                  {"controller", identity_of(controller)},
                  {"memories", on_chip},
                  {"dma", {dma_clock_hz, channels, burst_bytes}},
                  {"dram", dram ? identity_of(*dram) : Json()}};
    // The density is not needed: it decides which words are 0, and simulation_identity() lists these.
    if (skip.any()) identity["skip"] = {skip.zero_delta, skip.zero_activation};
    return identity;
}

/// The slope of an activation function changes no count, except by zeros, and simulation_identity() lists these.
Json identity_of(const model::Head& head)
{
    const auto& [name, layers, assumed, weights_file] = head;
    Json shapes = Json::array();
    for (const auto& [inputs, outputs, activation, bias, dropout, negative_slope] : layers) {
        shapes.push_back({inputs, outputs, name_of(activation), bias, dropout > 0.0});
    }
    return shapes;
}

/// Values change no count, and so neither do the optimizer's constants and the seed.
Json identity_of(const config::TrainingConfig& training, const model::Head& head)
{
    const auto& [schedules, baseline, batch, precision, master_weights, optimizer, learning_rate, momentum, beta1,
                 beta2, epsilon, loss, first_trainable, seed, samples, weight_decay, rounding, scales, epochs,
                 learning_rate_schedule, deferred_updates, step_samples, zeros] = training;
    const auto& [loss_of_head, rate_of_head, first_layer, seed_of_head, batch_of_head, optimizer_of_head,
                 momentum_of_head, beta1_of_head, beta2_of_head, epsilon_of_head, precision_of_head, has_master_weights,
                 decay_of_head, step, rounding_of_head, scales_of_head, carries_nothing, drops_out, pass] =
        training.training_for(head);
    return {{"batch", batch},
            {"precision", precision.text()},
            {"master_weights", master_weights},
            {"optimizer", name_of(optimizer)},
            {"loss", name_of(loss_of_head)},
            {"first_trainable", first_layer},
            {"weight_decay", weight_decay > 0.0}};
}

}  // namespace

std::string simulation_identity(const RunRequest& request)
{
    const auto& [homes, padding, mapping] = request.placement;
    Json identity{{"processor", identity_of(request.priced.processor)},
                  {"layers", identity_of(request.head)},
                  {"training", identity_of(request.training, request.head)},
                  {"schedule", request.schedule.name},
                  {"placement", homes},
                  {"mapping", mapping_json(mapping)},
                  {"engine", engine_names[request.engine]}};
    if (const auto zeros = zeros_of(request)) identity["zeros"] = text_of(*zeros);
    const bool defers = request.schedule.defers_updates;
    if (defers) identity["step_samples"] = request.training.samples_a_step(defers);
    if (const std::uint64_t last = last_batch_size(request)) identity["last_batch"] = last;
    for (const auto& [tensor, layout] : model::row_layouts(request.head, padding)) {
        identity["padding"].push_back({name_of(tensor.tensor), tensor.layer, layout.pad_words()});
    }
    return report::strict_json(identity);
}

}  // namespace deltasim::experiment
