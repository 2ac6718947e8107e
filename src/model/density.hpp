// SPDX-License-Identifier: MIT
#pragma once

namespace deltasim::model
{

/// Which share of words is not 0, where no data says it.
struct Density {
    double features = 1.0;
    double activation = 1.0;    ///< of hidden layers
    double delta = 1.0;         ///< of hidden layers, of those whose derivative is not 0 anyway
    double output_delta = 1.0;  ///< of the last layer

    friend bool operator==(const Density&, const Density&) = default;
};

}  // namespace deltasim::model
