# cmake -DNM=… -P knows_no_conversation.cmake <program> <class>: fails if the program contains code
# of a ratchet, a session or another part that a relay must not have. That names can be read at all
# shows by the class, which it must contain.
math(EXPR last "${CMAKE_ARGC} - 1")
math(EXPR first "${CMAKE_ARGC} - 2")
set(program "${CMAKE_ARGV${first}}")
set(present "${CMAKE_ARGV${last}}")

execute_process(COMMAND "${NM}" -C "${program}"
  OUTPUT_VARIABLE names RESULT_VARIABLE result ERROR_VARIABLE error)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${NM} could not read ${program}: ${error}")
endif()
if(NOT names MATCHES "sotto::crypto::${present}")
  message(FATAL_ERROR "${program} shows no names: was it stripped?")
endif()
# The classes of these parts, and the functions by which a card and a recovery record are opened.
foreach(part
    AttachmentDecryptor:: AttachmentEncryptor:: AttachmentLayout:: EpochChain:: FirstMessageLog::
    KemRatchet:: PrekeyStore:: Ratchet:: Receiver:: SafetyNumber:: SessionSet:: SkippedKeys::
    VaultReader:: VaultWriter:: VerifiedBundle:: openCard openRecoveryRecord)
  if(names MATCHES "sotto::crypto::${part}[^\n]*")
    message(FATAL_ERROR "${program} knows conversations: ${CMAKE_MATCH_0}")
  endif()
endforeach()
