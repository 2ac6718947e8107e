# SPDX-License-Identifier: MIT
# cmake -DOUTPUT=FILE.cpp -DFILES=a|b... -P embed.cmake: a source with the text of each file as report::embedded(NAME),
# NAME being the file's own, without its folder.

string(REPLACE "|" ";" files "${FILES}")
file(WRITE ${OUTPUT} "#include \"report/embedded.hpp\"\n\nnamespace deltasim::report\n{\n\n"
                     "std::string_view embedded(std::string_view name)\n{\n")
foreach(file IN LISTS files)
  get_filename_component(name ${file} NAME)
  file(READ ${file} text)
  file(APPEND ${OUTPUT} "    if (name == \"${name}\") return R\"embedded(${text})embedded\";\n")
endforeach()
file(APPEND ${OUTPUT} "    return {};\n}\n\n}  // namespace deltasim::report\n")
