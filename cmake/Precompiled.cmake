# Headers of others that most of Sotto's sources include, parsed once for each kind of target instead of
# a thousand times: half of a build from nothing. Each source still includes what it uses; a build with
# SOTTO_PRECOMPILE=OFF shows what one forgot.
option(SOTTO_PRECOMPILE "Parse the standard library, protobuf and Qt once" ON)
if(SOTTO_FUZZ)
  set(SOTTO_PRECOMPILE OFF)
endif()

set(sotto_parsed_std <algorithm> <array> <cassert> <chrono> <cstddef> <cstdint> <cstdlib> <cstring>
  <deque> <filesystem> <functional> <limits> <map> <memory> <mutex> <optional> <set> <span>
  <stdexcept> <string> <string_view> <unordered_map> <utility> <variant> <vector>
  <google/protobuf/generated_message_util.h> <google/protobuf/map.h>
  <google/protobuf/message_lite.h> <google/protobuf/repeated_field.h>)
set(sotto_parsed_qt ${sotto_parsed_std} <QByteArray> <QCoreApplication> <QDateTime> <QDir> <QFile>
  <QHash> <QList> <QMap> <QObject> <QPointer> <QProcess> <QSet> <QString> <QStringList>
  <QTemporaryDir> <QTimer> <QUrl> <QVariant>)

# Of precompiled strings GCC believes that they may overflow; without, it sees that they do not.
set(sotto_precompiled_options -fpch-preprocess -Wno-array-bounds -Wno-restrict
  -Wno-stringop-overflow)

# sotto_precompiled(<target> <kind>): std, qt, or strict_qt for targets with sotto_strict_qt. Their
# compile options must be sotto_options'. <QTest> is not among the headers: what it holds differs
# from folder to folder.
function(sotto_precompiled target kind)
  if(NOT SOTTO_PRECOMPILE)
    return()
  endif()
  set(parsed sotto_parsed_${kind})
  if(NOT TARGET ${parsed})
    set(source "${CMAKE_BINARY_DIR}/precompiled/${kind}.cpp")
    file(GENERATE OUTPUT "${source}" CONTENT "// Only the headers that come with it matter.\n")
    add_library(${parsed} STATIC "${source}")
    set_target_properties(${parsed} PROPERTIES AUTOMOC OFF)
    target_compile_options(${parsed} PRIVATE ${sotto_precompiled_options})
    target_link_libraries(${parsed} PRIVATE sotto_options)
    if(kind STREQUAL "std")
      target_precompile_headers(${parsed} PRIVATE ${sotto_parsed_std})
    else()
      find_package(Qt6 6.4 REQUIRED COMPONENTS Core)
      target_link_libraries(${parsed} PRIVATE Qt6::Core)
      target_precompile_headers(${parsed} PRIVATE ${sotto_parsed_qt})
    endif()
    if(kind STREQUAL "strict_qt")
      target_compile_definitions(${parsed} PRIVATE ${SOTTO_STRICT_QT})
    endif()
  endif()
  target_compile_options(${target} PRIVATE ${sotto_precompiled_options})
  target_precompile_headers(${target} REUSE_FROM ${parsed})
endfunction()
