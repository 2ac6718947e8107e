// SPDX-License-Identifier: MIT
#include "experiment/batch/epoch_end.hpp"

#include <poll.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "experiment/results/simulation_json.hpp"
#include "experiment/run/last_batch.hpp"
#include "os/child_process.hpp"

namespace deltasim::experiment
{

std::shared_ptr<const sim::SimulationResult> epoch_end(const RunRequest& request,
                                                       const std::function<void(std::uint64_t)>& progress)
{
    const std::optional<LastBatch> last = request.values ? std::nullopt : last_batch(request);
    if (!last) return nullptr;
    os::ChildProcess child([&](os::ChildChannel& channel) {
        const RunReport report =
            execute_run(last->request, last->plan, [&](std::uint64_t steps) { channel.progress(steps); });
        channel.result(kept_text(report.simulation));
    });
    for (bool ended = false; !ended;) {
        constexpr int timeout_ms = 200;
        pollfd descriptor{child.descriptor(), POLLIN, 0};
        if (poll(&descriptor, 1, timeout_ms) < 0 && errno != EINTR) {
            throw std::system_error(errno, std::generic_category(), "cannot wait for the epoch's last batch");
        }
        progress(0);
        ended = descriptor.revents != 0 && child.read();
    }
    if (!child.result()) throw std::runtime_error("the epoch's last batch: " + child.failure());
    return std::make_shared<const sim::SimulationResult>(kept_simulation(*child.result()));
}

}  // namespace deltasim::experiment
