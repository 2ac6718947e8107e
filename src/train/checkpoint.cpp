// SPDX-License-Identifier: MIT
#include "train/checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/diagnostic.hpp"
#include "exchange/arrays/array_file.hpp"
#include "os/binary_file.hpp"
#include "os/output_folder.hpp"
#include "report/json_text.hpp"

namespace deltasim::train
{

namespace
{

using Json = nlohmann::ordered_json;

constexpr const char* progress_name = "progress";

Json json_of(const TrainingRecord& record)
{
    Json epochs = Json::array();
    for (const EpochRecord& epoch : record.epochs) {
        epochs.push_back({epoch.epoch, epoch.learning_rate, epoch.loss, epoch.accuracy,
                          epoch.test_accuracy ? Json(*epoch.test_accuracy) : Json()});
    }
    const auto& diverged = record.diverged;
    return {{"epochs", epochs}, {"diverged", diverged ? Json{diverged->epoch, diverged->step} : Json()}};
}

TrainingRecord record_of(const Json& json)
{
    TrainingRecord record;
    for (const Json& entry : json.at("epochs")) {
        EpochRecord epoch{entry.at(0), entry.at(1), entry.at(2), entry.at(3), {}};
        if (!entry.at(4).is_null()) epoch.test_accuracy = entry.at(4).get<double>();
        record.epochs.push_back(epoch);
    }
    const Json& diverged = json.at("diverged");
    if (!diverged.is_null()) record.diverged = Divergence{diverged.at(0), diverged.at(1)};
    return record;
}

TrainerState state_of(const Json& progress, const std::vector<exchange::Array>& arrays)
{
    TrainerState state;
    state.samples_done = progress.at("samples_done");
    state.loss_sum = progress.at("loss_sum");
    state.correct = progress.at("correct");
    state.record = record_of(progress.at("record"));
    for (const Json& entry : progress.at("scales")) {
        state.scales[{static_cast<Tensor>(entry.at(0).get<std::uint8_t>()), entry.at(1)}] = entry.at(2);
    }
    for (const Json& entry : progress.at("arrays")) {
        const std::string name = entry.at(3);
        const auto found = std::find_if(arrays.begin(), arrays.end(), [&](const auto& a) { return a.name == name; });
        if (found == arrays.end()) throw std::out_of_range(name);
        state.values[{static_cast<Tensor>(entry.at(0).get<std::uint8_t>()), entry.at(1),
                      static_cast<TensorArray>(entry.at(2).get<std::uint8_t>())}] = found->numbers();
    }
    return state;
}

}  // namespace

void write_checkpoint(const std::filesystem::path& file, const std::string& identity, const Checkpoint& checkpoint)
{
    Json progress{{"identity", identity}, {"finished", Json::array()}};
    for (const TrainingRecord& record : checkpoint.finished) progress["finished"].push_back(json_of(record));
    std::vector<exchange::Array> arrays;
    if (checkpoint.under_way) {
        const TrainerState& state = *checkpoint.under_way;
        Json under_way{{"samples_done", state.samples_done}, {"loss_sum", state.loss_sum}, {"correct", state.correct},
                       {"record", json_of(state.record)},    {"scales", Json::array()},    {"arrays", Json::array()}};
        for (const auto& [key, scale] : state.scales) under_way["scales"].push_back({key.first, key.second, scale});
        for (const auto& [id, numbers] : state.values) {
            if (!Trainer::keeps(id)) continue;
            const std::string name = fmt::format("values {}", arrays.size());
            under_way["arrays"].push_back({id.tensor, id.layer, id.array, name});
            arrays.push_back(exchange::array_of(name, {numbers.size()}, numbers));
        }
        progress["under_way"] = under_way;
    }
    const std::string text = report::strict_json(progress);
    arrays.push_back({progress_name, exchange::ElementType::U8, {text.size()}, text});
    os::write_file(file, exchange::safetensors_text(arrays));
}

std::optional<Checkpoint> read_checkpoint(const std::filesystem::path& file, const std::string& identity)
{
    if (!std::filesystem::exists(file)) return std::nullopt;
    const std::vector<exchange::Array> arrays = exchange::safetensors_arrays(os::read_binary_file(file), file.string());
    const auto found =
        std::find_if(arrays.begin(), arrays.end(), [](const auto& array) { return array.name == progress_name; });
    if (found == arrays.end()) os::refuse_file(file, "expected a checkpoint of a training");
    Checkpoint checkpoint;
    try {
        const Json progress = report::parsed_strictly(found->bytes);
        if (progress.at("identity") != identity) {
            os::refuse_file(file, "is the checkpoint of another training; name another file, or remove it");
        }
        for (const Json& record : progress.at("finished")) checkpoint.finished.push_back(record_of(record));
        if (progress.contains("under_way")) checkpoint.under_way = state_of(progress["under_way"], arrays);
    } catch (const InputError&) {
        throw;
    } catch (const std::exception&) {
        os::refuse_file(file, "expected a checkpoint of a training");
    }
    return checkpoint;
}

}  // namespace deltasim::train
