// SPDX-License-Identifier: MIT
#include "experiment/results/values_text.hpp"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "report/json_text.hpp"

namespace deltasim::experiment
{

namespace
{

using Write = std::function<void(std::string_view)>;

void write_row(std::span<const float> words, const Write& write)
{
    write(report::strict_json(nlohmann::ordered_json(std::vector<float>(words.begin(), words.end()))));
}

/// A list of `count` rows.
void write_rows(std::span<const float> words, std::uint64_t count, const Write& write)
{
    const std::size_t columns = words.size() / count;
    for (std::size_t row = 0; row < count; ++row) {
        write(row == 0 ? "[" : ",");
        write_row(words.subspan(row * columns, columns), write);
    }
    write("]");
}

void write_parameters(const model::Head& head, const model::TensorValues& values, const Write& write)
{
    for (std::uint32_t l = 1; l <= head.depth(); ++l) {
        write(l == 1 ? R"([{"weight":)" : R"(,{"weight":)");
        write_rows(values.at({Tensor::weight, l}), head.width(l), write);
        write(R"(,"bias":)");
        const auto bias = values.find({Tensor::bias, l});
        write_row(bias == values.end() ? std::span<const float>() : bias->second, write);
        write("}");
    }
    write("]");
}

}  // namespace

void write_values(const model::Head& head, const RunReport& report, const Write& write)
{
    const model::TensorValues& initial = report.initial_values;
    write(R"({"features":)");
    write_rows(initial.at({Tensor::activation, 0}), report.batch, write);
    write(R"(,"targets":)");
    write_rows(initial.at({Tensor::target, head.depth()}), report.batch, write);
    write(R"(,"initial":)");
    write_parameters(head, initial, write);
    write(R"(,"final":)");
    write_parameters(head, *report.simulation.values, write);
    write("}\n");
}

}  // namespace deltasim::experiment
