// SPDX-License-Identifier: MIT
// one
// two
// three
// four
