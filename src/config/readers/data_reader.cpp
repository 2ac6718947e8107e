// SPDX-License-Identifier: MIT
#include "config/readers/data_reader.hpp"

#include <cmath>
#include <string_view>

#include "config/document/beside.hpp"
#include "config/document/mapping_reader.hpp"
#include "config/document/text_file.hpp"

namespace deltasim::config
{

std::optional<DataConfig> read_data(const Value& data)
{
    DataConfig config;
    MappingReader reader(data);
    const auto read_file = [&](const Value& value, std::string& target) {
        std::string file;
        if (!value || !read(value, file, Line{})) return false;
        target = beside(*value.node).string();
        if (const auto problem = unreadable(target)) {
            config.unreadable.push_back({value.node->location(), value.path, target + ": " + *problem});
        }
        return true;
    };
    bool good = read_file(reader.required_value("features", "a .npy file of [samples, features], fp32, fp16 or uint8"),
                          config.features);
    good = read_file(reader.required_value("labels", "a .npy file of [samples] or [samples, 1], whole numbers from 0"),
                     config.labels) &&
           good;
    if (reader.has("test_features") || reader.has("test_labels") || data.asked != nullptr) {
        if (data.asked != nullptr) reader.describe_as_optional();
        good = read_file(
                   reader.required_value("test_features",
                                         "a file like features, of samples that only test the head; needs test_labels"),
                   config.test_features) &&
               good;
        good =
            read_file(reader.required_value("test_labels", "the labels of test_features"), config.test_labels) && good;
    }
    if (const Value scale = reader.optional_value("feature_scale", "a factor for every feature; default: 1")) {
        good = read(scale, config.feature_scale, Positive{}) && good;
        const auto word = static_cast<float>(config.feature_scale);
        if (good && (word == 0.0F || std::isinf(word))) {
            good = scale.refuse_as_not("a number that is neither 0 nor infinite in fp32");
        }
    }
    reader.finish();
    return good ? std::optional(config) : std::nullopt;
}

}  // namespace deltasim::config
