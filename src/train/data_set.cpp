// SPDX-License-Identifier: MIT
#include "train/data_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/counter_random.hpp"
#include "exchange/arrays/array_file.hpp"
#include "os/binary_file.hpp"

namespace deltasim::train
{

DataSet::DataSet(const std::string& features_file, const std::string& labels_file, double scale, std::uint64_t width,
                 std::uint64_t classes)
    : features_(exchange::read_npy(features_file)), width_(width), scale_(static_cast<float>(scale))
{
    const std::uint64_t samples = features_.shape.empty() ? 0 : features_.shape.front();
    if (features_.shape.size() < 2 || samples == 0 || features_.elements() / samples != width) {
        os::refuse_file(features_file, fmt::format("expected samples x {}, the features of the head, found {}", width,
                                                   features_.shape_text()));
    }
    std::vector<float> row(width);
    for (std::uint64_t s = 0; s < samples; ++s) {
        features(s, row.data());
        for (std::uint64_t i = 0; i < width; ++i) {
            if (std::isfinite(row[i])) continue;
            os::refuse_file(features_file,
                            fmt::format("sample {}, feature {}: {}, expected a finite number in fp32", s, i, row[i]));
        }
    }

    const exchange::Array labels = exchange::read_npy(labels_file);
    if (!is_whole(labels.type)) {
        os::refuse_file(labels_file,
                        fmt::format("expected whole numbers as labels, found elements {}", name_of(labels.type)));
    }
    const bool is_list = labels.shape.size() == 1 || (labels.shape.size() == 2 && labels.shape[1] == 1);
    if (!is_list || labels.elements() != samples) {
        os::refuse_file(labels_file, fmt::format("expected {} labels, one for each sample of {}, found {}", samples,
                                                 features_file, labels.shape_text()));
    }
    for (std::uint64_t s = 0; s < samples; ++s) {
        const std::int64_t label = labels.whole_number(s);
        if (label < 0 || static_cast<std::uint64_t>(label) >= classes) {
            const bool has_sign = labels.type != exchange::ElementType::U64;
            os::refuse_file(labels_file, fmt::format("sample {}: label {}, expected one from 0 to {}, the classes of "
                                                     "the head",
                                                     s,
                                                     has_sign ? fmt::format("{}", label)
                                                              : fmt::format("{}", static_cast<std::uint64_t>(label)),
                                                     classes - 1));
        }
        labels_.push_back(static_cast<std::uint32_t>(label));
    }
}

std::uint64_t DataSet::fingerprint() const
{
    std::uint64_t key = size();
    constexpr std::size_t step = sizeof(std::uint64_t);
    for (std::size_t at = 0; at < features_.bytes.size(); at += step) {
        std::uint64_t word = 0;
        std::memcpy(&word, &features_.bytes[at], std::min(step, features_.bytes.size() - at));
        key = mixed(key, word);
    }
    for (const std::uint32_t label : labels_) key = mixed(key, label);
    return key;
}

void DataSet::features(std::uint64_t sample, float* to) const
{
    for (std::uint64_t i = 0; i < width_; ++i) to[i] = features_.number(sample * width_ + i) * scale_;
}

Data load_data(const config::DataConfig& config, std::uint64_t width, std::uint64_t classes)
{
    Data data{DataSet(config.features, config.labels, config.feature_scale, width, classes), {}};
    if (!config.test_features.empty()) {
        data.test = DataSet(config.test_features, config.test_labels, config.feature_scale, width, classes);
    }
    return data;
}

}  // namespace deltasim::train
