# Warnings and hardening for everything that Sotto builds, as one INTERFACE target: sotto_options.
include(CheckPIESupported)
check_pie_supported()

find_program(SOTTO_CCACHE ccache)
if(SOTTO_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # It keeps what was compiled with precompiled headers only if it may ignore their macros and dates.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros "${SOTTO_CCACHE}")
endif()

add_library(sotto_options INTERFACE)
target_compile_features(sotto_options INTERFACE cxx_std_20)
target_compile_options(sotto_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wformat=2 -Wimplicit-fallthrough
  $<$<BOOL:${SOTTO_WERROR}>:-Werror>
  -fstack-protector-strong -fno-strict-overflow)
target_link_options(sotto_options INTERFACE -Wl,-z,relro,-z,now -Wl,-z,noexecstack)

if(SOTTO_SANITIZE STREQUAL "address")
  target_compile_options(sotto_options INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(sotto_options INTERFACE -fsanitize=address,undefined)
elseif(SOTTO_SANITIZE STREQUAL "thread")
  target_compile_options(sotto_options INTERFACE -fsanitize=thread -fno-omit-frame-pointer)
  target_link_options(sotto_options INTERFACE -fsanitize=thread)
elseif(NOT SOTTO_SANITIZE STREQUAL "")
  message(FATAL_ERROR "SOTTO_SANITIZE must be empty, address or thread, not '${SOTTO_SANITIZE}'")
else()
  # FORTIFY needs an optimising build and fights with the sanitizers' own interceptors.
  target_compile_options(sotto_options INTERFACE
    $<$<CONFIG:Release,RelWithDebInfo>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)
endif()

if(SOTTO_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "SOTTO_FUZZ needs clang++; use the preset 'fuzz'")
  endif()
  target_compile_options(sotto_options INTERFACE
    -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(sotto_options INTERFACE -fsanitize=address,undefined)
endif()

# Assertions guard against programmer errors and cost little here: they stay on in every build.
string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELWITHDEBINFO "${CMAKE_CXX_FLAGS_RELWITHDEBINFO}")
string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
# What CMake takes for a release optimises for speed at any size.
string(REPLACE "-O3" "-O2" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")

# What Qt would convert, or name, behind one's back.
set(SOTTO_STRICT_QT QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_KEYWORDS)
function(sotto_strict_qt target)
  target_compile_definitions(${target} PRIVATE ${SOTTO_STRICT_QT})
  sotto_precompiled(${target} strict_qt)
endfunction()

# Adds one library of Sotto: sotto_library(<name> SOURCES … LINKS …)
function(sotto_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC "${CMAKE_SOURCE_DIR}")
  target_link_libraries(${name} PUBLIC ${ARG_LINKS} PRIVATE sotto_options)
  if(NOT "${ARG_LINKS}" MATCHES "Qt6::")
    sotto_precompiled(${name} std)
  endif()
endfunction()
