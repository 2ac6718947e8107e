// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "experiment/batch/sweep_survey.hpp"
#include "experiment/store/results_store.hpp"

// A copy of what a sweep has found, beside its store: if somebody overwrites the store, its contents are lost.

namespace deltasim::experiment
{

/// On disk, in a file without a name.
class FoundResults
{
public:
    FoundResults();

    /// Adds the result of the simulation of some points, which must not move: see packed(). If there is no room, it is
    /// not kept.
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
