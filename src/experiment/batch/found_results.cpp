// SPDX-License-Identifier: MIT
#include "experiment/batch/found_results.hpp"

#include "experiment/batch/point_simulation.hpp"

namespace deltasim::experiment
{

FoundResults::FoundResults() : file_(std::tmpfile())
{
    // No buffer, since every child process would write the buffered text again.
    if (file_) std::setvbuf(file_.get(), nullptr, _IONBF, 0);
}

void FoundResults::add(const std::vector<const SweptPoint*>& points, const std::string& result)
{
    if (!file_ || std::fseek(file_.get(), end_, SEEK_SET) != 0) return;
    if (std::fwrite(result.data(), 1, result.size(), file_.get()) != result.size()) return;
    records_.push_back({points, end_, result.size()});
    end_ += static_cast<std::int64_t>(result.size());
}

void FoundResults::write_to(ResultsStore& store, const std::string& version)
{
    Transaction transaction = store.transaction();
    for (const Record& record : records_) {
        std::string text(record.size, '\0');
        if (std::fseek(file_.get(), record.start, SEEK_SET) != 0) continue;
        if (std::fread(text.data(), 1, text.size(), file_.get()) != text.size()) continue;
        const SimulatedPoints simulated = unpacked(text);
        store.put_simulation(record.points.front()->identity.simulation, simulated.simulation, version);
        for (std::size_t i = 0; i < record.points.size(); ++i) {
            const PointResult& result = simulated.points.at(i);
            if (result.report.empty()) continue;
            store.put_point({record.points[i]->identity, PointState::done, "", kept_report(result.report),
                             record.points[i]->columns},
                            result.configuration, version);
        }
    }
    transaction.commit();
}

}  // namespace deltasim::experiment
