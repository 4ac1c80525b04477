// SPDX-License-Identifier: Apache-2.0
#include "evidence/chat_template.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace weightcheck::evidence {
namespace {

TEST(ChatTemplate, reaches_out_by_attributes_filters_and_statements) {
  for (const std::string_view text : {"{{ ''.__class__.__mro__ }}",
                                      "{% set x = cycler.__init__ %}",
                                      "{{ x['__globals__'] }}",
                                      "{{ x|attr('pop') }}",
                                      "{{ x | attr(y) }}",
                                      "{% import 'a' as b %}",
                                      "{%- include name %}",
                                      "{% from 'a' import b %}",
                                      "{{ lipsum['x'] }}",
                                      "{{ x['\\x5f\\x5fclass\\x5f\\x5f'] }}",
                                      "{{ x['\\137_class__'] }}",
                                      "{{ x['\\u005f_class__'] }}",
                                      "{{ x['_' ~ '_class_' ~ '_'] }}",
                                      "{{ x['_'*2 ~ 'class'] }}",
                                      "{{ x[['_','_','class','_','_']|join] }}",
                                      "{{ ('%c%c'|format(95,95)) }}",
                                      "{{ dict(__class__=1) }}",
                                      "{{ '{0.__class__}'.format(x) }}",
                                      "{{ x.mro() }}",
                                      "{{ joiner('_')._x }}",
                                      "{{ \"a\" }}{{ x['\\N{LOW LINE}_class__'] }}"})
    EXPECT_TRUE(reach_of_template(text)) << text;
}

TEST(ChatTemplate, is_left_alone_where_it_only_writes_messages) {
  for (const std::string_view text :
       {"{% for message in messages %}{{ '<|' + message['role'] + '|>' + message.content }}{% endfor %}",
        "{{ bos_token }}{% if not loop.last %}{{ eos_token }}{% endif %}", "{# __class__ #} __init__ outside",
        "{{ name.replace('_', ' ') }}", "{{ x.split('_')[0] }}", "{{ y | replace(' ', '_') }}",
        "{%- set ns = namespace(found=false) %}{% set ns.found = true %}", "{{ tools | tojson(indent=4) }}",
        "{{ '__' in name }}", "{{ raise_exception('Only user and assistant') }}", "{{ 'a_b' ~ '_c' }}",
        "{% macro render(x) %}{{ x|trim }}{% endmacro %}", "{{ config }}", "{{ x | join('_') }}", "{{", "{{ 'open", ""})
    EXPECT_FALSE(reach_of_template(text)) << text;
}

}  // namespace
}  // namespace weightcheck::evidence
