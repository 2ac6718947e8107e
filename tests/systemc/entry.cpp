// SPDX-License-Identifier: MIT
#include <systemc>

// SystemC's library needs this entry point; the tests have a main of their own.
[[gnu::weak]] int sc_main(int /*count*/, char** /*arguments*/) { return 0; }
