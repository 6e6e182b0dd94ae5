# Fails when qmllint finds anything in FILES, or by default in every QML file of Sotto's modules
# below MODULES: unqualified access, missing properties, unresolved types, required properties left
# out, unused imports and all else that it can find.
#
# One kind is off: a contentItem with an id is made at once instead of late, which is what a control
# that nobody derives from wants.
if(NOT FILES)
  file(GLOB_RECURSE FILES "${MODULES}/Sotto/*.qml")
  list(FILTER FILES EXCLUDE REGEX "/Sotto/Gallery/")
endif()
if(NOT FILES)
  message(FATAL_ERROR "There is no QML below ${MODULES}")
endif()
execute_process(
  COMMAND "${QMLLINT}" -I "${MODULES}" --deferred-property-id disable
    --unqualified warning --property warning --type warning --import warning --required warning
    --signal warning --alias warning --with warning --deprecated warning --inheritance-cycle warning
    --unused-imports warning --multiline-strings warning
    ${FILES}
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
string(FIND "${output}" "Warning:" warning)
if(NOT result EQUAL 0 OR NOT warning EQUAL -1)
  message(FATAL_ERROR "${output}")
endif()
