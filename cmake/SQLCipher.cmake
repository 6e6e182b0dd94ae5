# The imported target SQLCipher::sqlcipher: SQLCipher 4.6 or newer, static, from the private sysroot
# that ./dev setup makes. It uses OpenSSL's libcrypto, which stays the system's.
#
# SQLCipher is SQLite under the same names, and the relay's store uses the system's SQLite. In a
# program that has both, the linker would give each name to one of the two, for all callers. So what
# is linked is a copy in which every name that the library defines begins with sotto_, and the header
# <sotto-sqlcipher/sqlite3.h> that this target brings maps the usual names to those.
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
find_file(SQLCIPHER_HEADER sqlcipher/sqlite3.h
  PATHS "${SOTTO_SYSROOT}/usr/include" NO_DEFAULT_PATH)
find_library(SQLCIPHER_LIBRARY NAMES libsqlcipher.a
  PATHS "${SOTTO_SYSROOT}/usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}" "${SOTTO_SYSROOT}/usr/lib"
  NO_DEFAULT_PATH)
if(NOT SQLCIPHER_HEADER OR NOT SQLCIPHER_LIBRARY)
  message(FATAL_ERROR
    "SQLCipher 4.6 is not in ${SOTTO_SYSROOT}. Run ./dev setup, which fetches it there.")
endif()

set(sqlcipher_folder "${CMAKE_BINARY_DIR}/sqlcipher")
set(sqlcipher_renamed "${sqlcipher_folder}/libsotto_sqlcipher.a")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${SQLCIPHER_LIBRARY}")
if(NOT EXISTS "${sqlcipher_renamed}" OR "${SQLCIPHER_LIBRARY}" IS_NEWER_THAN "${sqlcipher_renamed}"
    OR "${CMAKE_CURRENT_LIST_FILE}" IS_NEWER_THAN "${sqlcipher_renamed}")
  execute_process(
    COMMAND "${CMAKE_NM}" --extern-only --defined-only --format=posix "${SQLCIPHER_LIBRARY}"
    OUTPUT_VARIABLE sqlcipher_symbols COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "(^|\n)[A-Za-z_][A-Za-z0-9_]* [TDBRV]" sqlcipher_symbols "${sqlcipher_symbols}")
  set(sqlcipher_pairs "")
  set(sqlcipher_defines "")
  foreach(symbol IN LISTS sqlcipher_symbols)
    string(REGEX REPLACE "\n?([A-Za-z0-9_]+) ." "\\1" symbol "${symbol}")
    string(APPEND sqlcipher_pairs "${symbol} sotto_${symbol}\n")
    string(APPEND sqlcipher_defines "#define ${symbol} sotto_${symbol}\n")
  endforeach()
  file(WRITE "${sqlcipher_folder}/renamed_symbols" "${sqlcipher_pairs}")
  file(WRITE "${sqlcipher_folder}/include/sotto-sqlcipher/sqlite3.h"
    "// Made by cmake/SQLCipher.cmake.\n#pragma once\n#define SQLITE_HAS_CODEC 1\n"
    "${sqlcipher_defines}#include \"${SQLCIPHER_HEADER}\"\n")
  execute_process(
    COMMAND "${CMAKE_OBJCOPY}" --enable-deterministic-archives
      "--redefine-syms=${sqlcipher_folder}/renamed_symbols"
      "${SQLCIPHER_LIBRARY}" "${sqlcipher_renamed}"
    COMMAND_ERROR_IS_FATAL ANY)
endif()

add_library(SQLCipher::sqlcipher STATIC IMPORTED)
set_target_properties(SQLCipher::sqlcipher PROPERTIES
  IMPORTED_LOCATION "${sqlcipher_renamed}"
  INTERFACE_INCLUDE_DIRECTORIES "${sqlcipher_folder}/include"
  INTERFACE_LINK_LIBRARIES "${OPENSSL_CRYPTO_LIBRARY};m;${CMAKE_DL_LIBS}")
