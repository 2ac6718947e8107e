// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/readers/experiment.hpp"
#include "exchange/arrays/array.hpp"

// Samples on which a head is trained or tested: features and labels from files, checked before the training begins.

namespace deltasim::train
{

class DataSet
{
public:
    DataSet() = default;
    /// Features: samples x `width`; there may be more dimensions with the same product. Labels: as many integers from 0
    /// to `classes` - 1. Throws InputError, which names the file, and the sample if one is wrong.
    DataSet(const std::string& features_file, const std::string& labels_file, double scale, std::uint64_t width,
            std::uint64_t classes);

    [[nodiscard]] std::uint64_t size() const { return labels_.size(); }
    [[nodiscard]] std::uint64_t width() const { return width_; }
    [[nodiscard]] std::uint32_t label(std::uint64_t sample) const { return labels_[sample]; }
    /// Almost surely different if any element is different.
    [[nodiscard]] std::uint64_t fingerprint() const;
    /// The features of a sample, times the scale, in fp32.
    void features(std::uint64_t sample, float* to) const;

private:
    exchange::Array features_;
    std::vector<std::uint32_t> labels_;
    std::uint64_t width_ = 0;
    float scale_ = 1.0F;
};

/// The data that `data:` names, for a head with this many features and classes.
struct Data {
    DataSet training;
    DataSet test;  ///< empty if there are no test samples
};
[[nodiscard]] Data load_data(const config::DataConfig& config, std::uint64_t width, std::uint64_t classes);

}  // namespace deltasim::train
