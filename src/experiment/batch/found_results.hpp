// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "experiment/batch/sweep_survey.hpp"
#include "experiment/store/results_store.hpp"

// Keeps a copy of the results that a sweep has found, in addition to its store: if somebody overwrites the store, the
// sweep can still write its results.

namespace deltasim::experiment
{

/// The copy is on disk, in a file without a name.
class FoundResults
{
public:
    FoundResults();

    /// Adds the result of the simulation of some points: see packed(). The points must not move. If there is no room on
    /// disk, the result is not kept.
    void add(const std::vector<const SweptPoint*>& points, const std::string& result);
    [[nodiscard]] bool empty() const { return records_.empty(); }
    /// Writes all results into a store.
    void write_to(ResultsStore& store, const std::string& version);

private:
    struct Record {
        std::vector<const SweptPoint*> points;
        std::int64_t start = 0;
        std::size_t size = 0;
    };
    struct Closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };

    std::unique_ptr<std::FILE, Closer> file_;
    std::vector<Record> records_;
    std::int64_t end_ = 0;
};

}  // namespace deltasim::experiment
