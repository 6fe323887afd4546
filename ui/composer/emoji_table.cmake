# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the compact table of the emoji picker from Unicode's emoji-test.txt: "<group number> <emoji> <name>", one a line, in Unicode's order.
# Skin tones are left out: the picker shows one of each. Run as: cmake -DIN=emoji-test.txt -DOUT=emoji.txt -P emoji_table.cmake
file(STRINGS "${IN}" lines REGEX "(^# group: |; fully-qualified )" ENCODING UTF-8)
set(group -1)
set(table "")
foreach(line IN LISTS lines)
    if(line MATCHES "^# group: ")
        if(NOT line MATCHES "Component")
            math(EXPR group "${group} + 1")
        endif()
    elseif(NOT line MATCHES "skin tone" AND line MATCHES "# ([^ ]+) E[0-9.]+ (.+)$")
        string(APPEND table "${group} ${CMAKE_MATCH_1} ${CMAKE_MATCH_2}\n")
    endif()
endforeach()
file(WRITE "${OUT}" "${table}")
