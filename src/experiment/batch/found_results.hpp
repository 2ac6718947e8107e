// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "experiment/batch/sweep_survey.hpp"
#include "experiment/store/results_store.hpp"

// What a sweep has found, once more beside its store: somebody may write over that, and then it says nothing any more.

namespace deltasim::experiment
{

/// On the disk, in a file without a name.
class FoundResults
{
public:
    FoundResults();

    /// Of the simulation of some points, which stay where they are: see packed(). What there is no room for is not
    /// kept.
    void add(const std::vector<const SweptPoint*>& points, const std::string& result);
    [[nodiscard]] bool empty() const { return records_.empty(); }
    /// Puts all of them into a store.
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
