// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/socket.h>

#include <openssl/evp.h>
#include "base/words.hpp"
