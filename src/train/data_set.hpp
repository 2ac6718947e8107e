// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/readers/experiment.hpp"
#include "exchange/arrays/array.hpp"

// Samples that a head is trained or tested on: features and labels out of files, checked before anything is trained.

namespace deltasim::train
{

class DataSet
{
public:
    DataSet() = default;
    /// Features: samples x `width`, of more dimensions if their product is that. Labels: as many whole numbers from 0
    /// to below `classes`. Throws InputError that names the file, and the sample where one is at fault.
    DataSet(const std::string& features_file, const std::string& labels_file, double scale, std::uint64_t width,
            std::uint64_t classes);

    [[nodiscard]] std::uint64_t size() const { return labels_.size(); }
    [[nodiscard]] std::uint64_t width() const { return width_; }
    [[nodiscard]] std::uint32_t label(std::uint64_t sample) const { return labels_[sample]; }
    /// Differs where any element does, almost surely.
    [[nodiscard]] std::uint64_t fingerprint() const;
    /// Features of a sample, times the scale, in fp32.
    void features(std::uint64_t sample, float* to) const;

private:
    exchange::Array features_;
    std::vector<std::uint32_t> labels_;
    std::uint64_t width_ = 0;
    float scale_ = 1.0F;
};

/// What `data:` names, for a head of that many features and classes.
struct Data {
    DataSet training;
    DataSet test;  ///< empty where nothing is kept back
};
[[nodiscard]] Data load_data(const config::DataConfig& config, std::uint64_t width, std::uint64_t classes);

}  // namespace deltasim::train
