# The imported target Sodium::sodium: libsodium 1.0.22 or newer (the first with ML-KEM-768 and
# X-Wing), static, from the private sysroot that ./dev setup makes.
find_path(SODIUM_INCLUDE_DIR sodium.h
  PATHS "${SOTTO_SYSROOT}/usr/include" NO_DEFAULT_PATH)
find_library(SODIUM_LIBRARY NAMES libsodium.a
  PATHS "${SOTTO_SYSROOT}/usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}" "${SOTTO_SYSROOT}/usr/lib"
  NO_DEFAULT_PATH)
if(NOT SODIUM_INCLUDE_DIR OR NOT SODIUM_LIBRARY)
  message(FATAL_ERROR
    "libsodium 1.0.22 is not in ${SOTTO_SYSROOT}. Run ./dev setup, which fetches it there.")
endif()
file(STRINGS "${SODIUM_INCLUDE_DIR}/sodium/version.h" sodium_version_line
  REGEX "define SODIUM_VERSION_STRING")
string(REGEX MATCH "[0-9]+\\.[0-9]+\\.[0-9]+" SODIUM_VERSION "${sodium_version_line}")
if(SODIUM_VERSION VERSION_LESS 1.0.22)
  message(FATAL_ERROR "libsodium ${SODIUM_VERSION} is too old; 1.0.22 has ML-KEM-768 and X-Wing.")
endif()

add_library(Sodium::sodium STATIC IMPORTED)
set_target_properties(Sodium::sodium PROPERTIES
  IMPORTED_LOCATION "${SODIUM_LIBRARY}"
  INTERFACE_INCLUDE_DIRECTORIES "${SODIUM_INCLUDE_DIR}")
