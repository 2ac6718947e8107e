// SPDX-License-Identifier: MIT
#pragma once

namespace deltasim::model
{

/// The share of words that are not 0, for runs without data.
struct Density {
    double features = 1.0;
    double activation = 1.0;    ///< of hidden layers
    double delta = 1.0;         ///< of hidden layers, among the deltas whose derivative is not 0
    double output_delta = 1.0;  ///< of the last layer

    friend bool operator==(const Density&, const Density&) = default;
};

}  // namespace deltasim::model
