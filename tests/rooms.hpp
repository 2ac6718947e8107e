// SPDX-License-Identifier: MIT
#pragma once

// Makes the names of every room visible to tests.

namespace deltasim
{

namespace os
{
}
namespace model
{
}
namespace exchange
{
}
namespace machine
{
}
namespace config
{
}
namespace schedule
{
}
namespace energy
{
}
namespace dram
{
}
namespace sim
{
}
namespace report
{
}
namespace experiment
{
}

namespace test
{

using namespace os;
using namespace model;
using namespace exchange;
using namespace machine;
using namespace config;
using namespace schedule;
using namespace energy;
using namespace dram;
using namespace sim;
using namespace report;
using namespace experiment;

}  // namespace test

}  // namespace deltasim
