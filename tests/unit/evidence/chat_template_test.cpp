// SPDX-License-Identifier: Apache-2.0
#include "evidence/chat_template.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "base/limits.hpp"
#include "evidence/budget.hpp"

namespace weightcheck::evidence {
namespace {

void expect_told(std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts)
    EXPECT_TRUE(reach_of_template(text)) << text;
}

void expect_quiet(std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts)
    EXPECT_EQ(reach_of_template(text), std::nullopt) << text;
}

TEST(ChatTemplate, reaches_out_by_attributes_keys_filters_and_statements) {
  expect_told({"{{ ''.__class__.__mro__ }}",
               "{% set x = cycler.__init__ %}",
               "{{ x['__globals__'] }}",
               "{{ x | attr(y) }}",
               "{{ x|attr('__class__') }}",
               "{{ x|attr(name='__class__') }}",
               "{{ x|attr(name=y) }}",
               "{{ x|attr(not y) }}",
               "{{ x|map('attr', name='__class__')|first }}",
               "{% import 'a' as b %}",
               "{%- include name %}",
               "{% from 'a' import b %}",
               "{{ lipsum['x'] }}",
               "{{ x.mro() }}",
               "{{ joiner('_')._x }}",
               "{{ (x for x in y).gi_frame }}",
               "{{ x['func_globals'] }}",
               "{{ self._TemplateReference__context }}",
               "{{ config.items() }}",
               "{{ x | map(attribute='real.__class__') | list }}",
               "{{ x | selectattr('__class__') }}",
               "{{ x | groupby('__class__') }}",
               "{{ x|map('attr', k) }}",
               "{{ x|map('attr', '__class__') }}",
               "{% if x.__class__ %}{% endif %}",
               "{{ cycler.copy }}",
               "{{ x is defined and x.__class__ }}",
               "{% for a in x.__dict__ if a %}{% endfor %}",
               "{{ {'a': {'b': 1}}}.__class__ }}",
               "{% set y %}{{ x.__class__ }}{% endset %}"});
}

TEST(ChatTemplate, is_told_where_it_is_nested_deeper_than_templates_are) {
  std::string powers = "{{ a", stars = "{{ ";
  for (int i = 0; i < 100'000; ++i)
    powers += "**a";
  stars += std::string(200'000, '*');
  expect_told({powers + " }}", stars});
  expect_quiet({"{{ 2**3**2 }}"});
}

// Each item costs the same, however many stand before it: else the budget would end, and they would be told.
TEST(ChatTemplate, may_hold_a_long_list) {
  std::string items;
  for (int i = 0; i < 20'000; ++i)
    items += "a,";
  expect_quiet({"{{ " + items + "a }}", "{{ [" + items + "a] }}", "{{ f({" + items + "a}) }}"});
}

TEST(ChatTemplate, reaches_out_by_escapes) {
  expect_told({"{{ x['\\x5f\\x5fclass\\x5f\\x5f'] }}", "{{ x['\\137_class__'] }}", "{{ x['\\u005f_class__'] }}",
               "{{ \"a\" }}{{ x['\\N{LOW LINE}_class__'] }}", "{{ x['__cl' 'ass__'] }}", "{{ x['__cl\\\nass__'] }}"});
}

TEST(ChatTemplate, reaches_out_by_names_that_it_puts_together) {
  expect_told({"{{ x['_' ~ '_class_' ~ '_'] }}",
               "{{ x['__cla' + 'ss__'] }}",
               "{{ x['_'*2 ~ 'class'] }}",
               "{{ x[2*'_' ~ 'class'] }}",
               "{{ x[['_','_','class','_','_']|join] }}",
               "{{ x[''.join(['_','_class__'])] }}",
               "{{ x['%c%cclass'|format(95,95)] }}",
               "{{ x['%c' % (47+48) * 2 ~ 'class'] }}",
               "{{ x['%scl%sass__'|format('__','')] }}",
               "{{ x['{}{}'.format('__', 'class__')] }}",
               "{{ x['@@class@@'|replace('@','_')] }}",
               "{{ x['@@class@@'.replace('@','_')] }}",
               "{{ x['a__class__'[1:]] }}",
               "{{ x['__ssalc__'[::-1]] }}",
               "{{ x['__ssalc__'|reverse] }}",
               "{{ x[('<b>_</b>_class__')|striptags] }}",
               "{{ x['__CLASS__'|lower] }}",
               "{{ x['class'.center(9, '_')] }}",
               "{{ x[(dict(__class__=1)|list)[0]] }}",
               "{{ x[dict(__class__=1)|list|first] }}",
               "{{ x[{'a': '__class__'}.a] }}",
               "{{ x[{'a': '__class__'}['a']] }}",
               "{{ x['a,__class__'.split(',')[1]] }}",
               "{{ x['__CLASS__'.split(',')|map('lower')|join] }}",
               "{{ x[y or '__class__'] }}",
               "{{ x[y|default('__class__')] }}",
               "{{ x['a' if y else '__class__'] }}",
               "{{ x[lipsum|string|list] }}",
               "{{ x['__' ~ y ~ '__'] }}",
               "{{ x[loop.cycle('__class__')] }}",
               "{{ '{0.__class__}'.format(x) }}",
               "{{ ('{0._' ~ '_class__}').format(x) }}",
               "{{ '{x[__class__]}'.format(x=1) }}"});
}

TEST(ChatTemplate, reaches_out_by_names_that_it_keeps) {
  expect_told({"{% set u='_' %}{{ x[u*2 ~ 'class' ~ u*2] }}",
               "{% set a='__cla'~'ss__' %}{{ y|map(attribute=a)|list }}",
               "{% set ns=namespace(a='__cla') %}{% set ns.a=ns.a~'ss__' %}{{ x[ns.a] }}",
               "{% set ns=namespace({'a': '__class__'}) %}{{ x[ns.a] }}",
               "{% set a %}__class__{% endset %}{{ x[a] }}",
               "{% set a %}{% if 1 %}__{% endif %}class__{% endset %}{{ x[a] }}",
               "{% set a | replace('@', '_') %}@@class@@{% endset %}{{ x[a] }}",
               "{% set a %}{% filter lower %}__CLASS__{% endfilter %}{% endset %}{{ x[a] }}",
               "{% macro m() %}__class__{% endmacro %}{{ x[m()] }}",
               "{% macro m(k) %}{{ x[k] }}{% endmacro %}{{ m('__class__') }}",
               "{% macro m(k='__class__') %}{{ x[k] }}{% endmacro %}",
               "{% macro __class__() %}{% endmacro %}{{ x[__class__.name] }}",
               "{% macro m() %}{{ x[caller()] }}{% endmacro %}{% call m() %}__class__{% endcall %}",
               "{% for k in ['__class__'] %}{{ x[k] }}{% endfor %}",
               "{% for a, b in [['x', '__class__']] %}{{ x[b] }}{% endfor %}",
               "{% for k in ['a', '__class__'] %}{{ x[loop.nextitem] }}{% endfor %}",
               "{% set ns=namespace(a='') %}{% for c in ['_','c','l','a','s'] %}{% set ns.a = ns.a ~ c %}{% endfor %}"
               "{{ x[ns.a] }}",
               "{% set l=[] %}{% set _ = l.append('__class__') %}{{ x[l[0]] }}",
               "{% with a = '__class__' %}{{ x[a] }}{% endwith %}",
               "{% set a, b = 'x', '__class__' %}{{ x[b] }}",
               "{% set a %}{% raw %}__class__{% endraw %}{% endset %}{{ x[a] }}"});
}

TEST(ChatTemplate, reaches_out_by_what_is_made_in_ways_that_are_not_followed) {
  expect_told({"{{ x[('__'|tojson)[1:-1] ~ 'init__'] }}", "{% set u = '_'|tojson %}{{ x[u[1] * 2 ~ 'class'] }}",
               "{{ x['&#95;&#95;class&#95;&#95;'|striptags] }}", "{{ x['&#x5F;_class__'|striptags] }}",
               "{{ x['&lowbar;_class__'|striptags] }}", "{{ x[('&#95;_class__'|safe).unescape()] }}",
               "{% set u = (95).to_bytes(1, 'big').decode() * 2 %}{{ x[u ~ 'init' ~ u] }}",
               "{{ x[''.encode().fromhex('5f5f').decode() ~ 'init__'] }}", "{{ x['5f5f696e6974'|from_hex] }}",
               "{{ x['X5f'.replace('X', '\\\\x').encode().decode('unicode_escape')] }}",
               "{{ x['xxclassxx'.translate({120: '_'})] }}",
               "{{ y|map(attribute=''.encode().fromhex('5f').decode()) }}"});
}

TEST(ChatTemplate, reaches_out_by_what_a_call_hands_over) {
  expect_told({"{{ y|map(*['attr', '__class__'])|list }}", "{% set a = ['attr', '__class__'] %}{{ y|map(*a)|list }}",
               "{{ y|map(**{'attribute': 'a'})|list }}", "{{ y|attr(*a) }}", "{{ y|selectattr(*a)|list }}",
               "{% macro m() %}{{ x[kwargs|first] }}{% endmacro %}{{ m(__class__=1) }}",
               "{% macro m() %}{% for a in kwargs %}{{ x[a] }}{% endfor %}{% endmacro %}{{ m(__init__=1) }}",
               "{% macro m(k) %}{{ x[k] }}{% endmacro %}{{ m(*['__class__']) }}",
               "{% macro m() %}{{ caller('__class__') }}{% endmacro %}{% call(k) m() %}{{ x[k] }}{% endcall %}",
               "{% for k in y recursive %}{{ x[k] }}{{ loop(['__class__']) }}{% endfor %}"});
}

TEST(ChatTemplate, reaches_out_by_special_tokens_which_are_the_models_own) {
  expect_told({"{{ x[bos_token] }}", "{{ x|attr(eos_token) }}", "{{ x[bos_token ~ eos_token] }}",
               "{% for k in [bos_token, eos_token] %}{{ x[k] }}{% endfor %}", "{{ y|map(attribute=image_token) }}",
               "{% set t = additional_special_tokens %}{{ x[t[0]] }}", "{{ (bos_token ~ '}').format(x) }}"});
}

TEST(ChatTemplate, reaches_out_by_formats_that_are_called_later) {
  expect_told({"{% set f = '{0.__init__}'.format %}{{ f(x) }}", "{{ ('{0.__init__}'|attr('format'))(x) }}",
               "{{ '{0.__init__}'['format'](x) }}",
               "{% for f in ['{0.__init__}']|map(attribute='format') %}{{ f(x) }}{% endfor %}"});
}

TEST(ChatTemplate, reaches_out_by_attributes_that_are_computed) {
  expect_told({"{{ y|join(',', attribute='__class__') }}", "{{ y|join(',', '__class__') }}",
               "{{ y|sort(attribute=k) }}", "{{ y|map(attribute=k) }}", "{{ y|selectattr(k) }}", "{{ y|groupby(k) }}",
               "{{ cycler[k] }}", "{{ (lipsum).x }}", "{% set f = cycler %}{{ f.copy }}", "{{ lipsum[0] }}",
               "{{ range['x'] }}", "{{ ''['format'] }}", "{{ y|map(f, '__class__') }}"});
}

TEST(ChatTemplate, is_left_alone_where_it_computes_what_it_writes) {
  expect_quiet({"{{ bos_token + x['role'] + eos_token }}",
                "{% set text = bos_token ~ text %}{{ text[0] }}{{ text.split(eos_token)[-1] }}",
                "{{ {'role': 'x', 'content': eos_token}['role'] }}", "{{ content|replace(bos_token, '')|trim }}",
                "{{ (tools|tojson)[1:-1] }}", "{{ 'abc'[1] }}{{ 'abc'[-1:] }}{{ 'abc'[loop.index0] }}{{ letters[i] }}",
                "{{ m.content.encode('utf-8')|length }}",
                "{% macro m(a) %}{{ a.type }}{{ a['type'] }}{{ kwargs }}{% endmacro %}{{ m(x, indent=4) }}",
                "{% macro m(a='') %}{{ a['type'] }}{% endmacro %}", "{{ '%s_%s'|format(bos_token, eos_token) }}",
                "{{ '{}{}'.format(bos_token, x) }}", "{% set role = '' %}{% set role = m.role %}{{ role['x'] }}",
                "{% set names = {'user': 'U', 'tool': 'T'} %}{{ names[m.role] }}{{ names['user'] }}",
                "{{ y|map(attribute='function.name')|join(', ') }}",
                "{{ y|sort(attribute='role', reverse=true) }}{{ y|join('__') }}", "{{ '&lt;a&gt;'|striptags }}",
                "{% for k in y recursive %}{{ x[k.name] }}{{ loop(k.children) }}{% endfor %}",
                "{% macro m() %}{{ caller(x) }}{% endmacro %}{% call(k) m() %}{{ k['name'] }}{% endcall %}"});
}

TEST(ChatTemplate, is_told_where_it_cannot_be_followed) {
  const std::string deep = "{{ " + std::string(100'000, '(') + "x.__class__";
  EXPECT_TRUE(reach_of_template(deep));
  std::string doubled = "{% set a = ['_', 'c', 'l', 'a', 's'] %}";
  for (int i = 0; i < 20; ++i)
    doubled += "{% set a = a + a %}";
  EXPECT_TRUE(reach_of_template(doubled + "{{ x[a|join] }}"));
  EXPECT_FALSE(reach_of_template(doubled + "{{ x[y] }}"));
  std::string costly = doubled + "{{ a";
  for (int i = 0; i < 30'000; ++i)
    costly += "+a";
  EXPECT_TRUE(reach_of_template(costly + " }}"));
}

TEST(ChatTemplate, is_left_alone_where_names_only_look_like_pythons) {
  expect_quiet({"{# __class__ #} __init__ outside",
                "{{ x ~ '_' }}",
                "{{ '__start__' + m }}",
                "{{ '__' in name }}",
                "{% set __x = 1 %}{{ __x }}",
                "{{ cycler.next }}",
                "{% set c = cycler('a', 'b') %}{{ c.next() }}",
                "{% raw %}{{ ''.__class__ }}{% endraw %}<s>",
                "{%- raw -%}{% x.__class__ %}{%- endraw -%}",
                "{{ m._x }}",
                "{{ '_' }}",
                "{{ 'a_b' ~ '_c' }}",
                "{{ x['role'] ~ '_' }}",
                "{{ ['a','_b_']|join('_') }}",
                "{{ '\\x3c' }}",
                "{{ '\\u003c' ~ '\\n' }}",
                "{{ message['from'] }}",
                "{{ 'import os' }}",
                "{% for _ in messages %}{{ _ }}{% endfor %}",
                "{{ '%s_%s' % (a, b) }}",
                "{{ '{}'.format(x) }}",
                "{{ '{\"a\": {}}'.format(x) }}",
                "{{ x|attr('role') }}",
                "{{ config }}",
                "{{ self }}",
                "{{ lipsum() }}",
                "{% set config = tool.config %}{{ config.name }}",
                "{{",
                "{{ 'open",
                "{%",
                "{#",
                "{",
                "{{ ) }}",
                ""});
}

TEST(ChatTemplate, is_left_alone_where_keys_come_from_messages) {
  expect_quiet({"{{ x[key] }}",
                "{{ x[key ~ '_id'] }}",
                "{{ x['tool_' ~ kind] }}",
                "{{ x[name|replace('-', '_')] }}",
                "{{ x[k.split('_')[0]] }}",
                "{{ x[k.split('_')|last] }}",
                "{{ messages[loop.index0 - 1].role }}",
                "{{ messages[ns.index + 1]['content'] }}",
                "{{ x['%s_id' % k] }}",
                "{{ x[''.join(parts)] }}",
                "{% for k in ['type', 'enum', 'additional_properties'] %}{{ p[k] }}{% endfor %}",
                "{% for k, v in tool.items() if k != 'return' %}{{ tool[k] }}{{ v|tojson(indent=4) }}{% endfor %}",
                "{% set types = {'int': 'number', 'str_x': 'string'} %}{{ types[p.type] }}{{ names[types[p.type]] }}",
                "{% macro t(p) %}{{ p.type }}{% endmacro %}{{ x[t(p)] }}",
                "{% set n = n + [tool.name] %}{% for k in n %}{{ x[k] }}{% endfor %}",
                "{{ messages | selectattr('role', 'equalto', '__x__') | list }}",
                "{{ x|map(attribute='role')|join('_') }}",
                "{{ messages[::-1][0] }}",
                "{{ messages[1:] | map('trim') | list }}",
                "{{ m.get('tool_calls', []) }}"});
}

// Written for this test after the usual families.
TEST(ChatTemplate, is_left_alone_in_the_usual_families) {
  expect_quiet(
      {R"({{- bos_token }}{%- if custom_tools is defined %}{%- set tools = custom_tools %}{%- endif %}
{%- if not date_string is defined %}{%- if strftime_now is defined %}{%- set date_string = strftime_now("%d %b %Y") %}
{%- else %}{%- set date_string = "26 Jul 2024" %}{%- endif %}{%- endif %}
{%- if messages[0]['role'] == 'system' %}{%- set system_message = messages[0]['content']|trim %}
{%- set messages = messages[1:] %}{%- else %}{%- set system_message = "" %}{%- endif %}
{%- for t in tools %}{{- t | tojson(indent=4) }}{{- "\n\n" }}{%- endfor %}
{%- if not messages | selectattr('role','equalto','x') | list %}{{- raise_exception("Cannot put tools") }}{%- endif %}
{%- for arg_name, arg_val in tool_call.arguments | items %}{{- arg_name + '="' + arg_val + '"' }}
{%- if not loop.last %}{{- ", " }}{%- endif %}{%- endfor %})",
       R"({%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}
{%- for message in messages[::-1] %}{%- set index = (messages|length - 1) - loop.index0 %}
{%- if ns.multi_step_tool and message.role == "user" and not(message.content.startswith('<tool_response>')) %}
{%- set ns.multi_step_tool = false %}{%- set ns.last_query_index = index %}{%- endif %}{%- endfor %}
{%- for message in messages %}{%- set content = message.content.split('</think>')[-1].lstrip('\n') %}
{%- set reasoning_content = content.split('<think>')[-1].rstrip('\n').strip('\n') %}
{{- '<|im_start|>' + message.role + '\n' + content }}
{%- if (loop.first) or (not loop.last and messages[loop.index0 + 1].role != "tool") %}{{- '<|im_end|>' }}{%- endif %}
{%- for tool_call in message.tool_calls %}{%- if tool_call.function %}{%- set tool_call = tool_call.function %}
{%- endif %}{{- '{"name": "' }}{{- tool_call.name }}{{- tool_call.arguments | tojson }}{%- endfor %}{%- endfor %})",
       R"({%- set loop_messages = messages %}{%- set ns = namespace() %}{%- set ns.index = 0 %}
{%- for message in loop_messages %}{%- if (message['role'] == 'user') != (ns.index % 2 == 0) %}
{{- raise_exception('After the optional system message, roles must alternate') }}{%- endif %}
{%- set ns.index = ns.index + 1 %}{%- for key, val in tool.items() if key != "return" %}
{%- if val is string %}{{- '"' + key + '": "' + val + '"' }}{%- else %}{{- '"' + key + '": ' + val|tojson }}{%- endif %}
{%- endfor %}{%- if tool_call.id|length != 9 %}{{- '"' + loop_messages[ns.index - 1]['tool_call_id'] }}{%- endif %}
{%- endfor %})",
       R"({% if not add_generation_prompt is defined %}{% set add_generation_prompt = false %}{% endif %}
{% set ns = namespace(is_first=false, is_tool=false, is_output_first=true, system_prompt='') %}
{%- for message in messages %}{%- if message['role'] == 'system' %}
{%- set ns.system_prompt = ns.system_prompt + '\n\n' + message['content'] %}{%- endif %}{%- endfor %}
{{ bos_token }}{{ ns.system_prompt }}{%- for message in messages %}{%- if 'tool_calls' in message %}
{%- for tool in message['tool_calls'] %}{{'<|tool_calls_begin|>' + tool['type'] + '<|tool_sep|>'
 + tool['function']['name'] + '\n```json\n' + tool['function']['arguments'] + '\n```'}}{%- endfor %}{%- endif %}
{%- endfor -%})",
       R"({{ bos_token }}{%- if messages[0]['content'] is string -%}{%- set first_user_prefix = messages[0]['content'] -%}
{%- else -%}{%- set first_user_prefix = messages[0]['content'][0]['text'] + '\n\n' -%}{%- endif -%}
{%- for message in loop_messages -%}{%- if (message['role'] == 'assistant') -%}{%- set role = "model" -%}
{%- else -%}{%- set role = message['role'] -%}{%- endif -%}
{{ '<start_of_turn>' + role + '\n' + (first_user_prefix if loop.first else "") }}
{%- for item in message['content'] -%}{%- if item['type'] == 'image' -%}{{ '<start_of_image>' }}{%- endif -%}
{%- endfor -%}{%- endfor -%})",
       R"({%- macro json_to_python_type(json_spec) %}{%- set basic_type_map = {"string": "str", "number": "float",
 "integer": "int", "boolean": "bool"} %}{%- if basic_type_map[json_spec.type] is defined %}
{{- basic_type_map[json_spec.type] }}{%- elif json_spec.type == "array" %}
{{- "list[" + json_to_python_type(json_spec|items) + "]" }}{%- elif json_spec.type is iterable %}{{- "Union[" }}
{%- for t in json_spec.type %}{{- json_to_python_type({"type": t}) }}{%- endfor %}{{- "]" }}{%- else %}{{- "Any" }}
{%- endif %}{%- endmacro %}{%- for tool in tools %}{{- tool.name + "(" }}
{%- for param_name, param_fields in tool.parameters.properties|items %}
{{- param_name + ": " + json_to_python_type(param_fields) }}{%- if tool.parameters.required and
 param_name in tool.parameters.required %}{%- endif %}{%- endfor %}{%- endfor %})",
       R"({%- macro render_typescript_type(param_spec, required_params, is_nullable=false) -%}
{%- if param_spec.type == "array" -%}{{- param_spec['items']['type'] + "[]" }}{%- elif param_spec.enum -%}
{{- '"' + param_spec.enum|join('" | "') + '"' -}}{%- elif param_spec.type is mapping -%}
{%- for type_name in param_spec.type -%}{{- render_typescript_type({'type': type_name}, none) }}{%- endfor -%}
{%- endif -%}{%- endmacro -%}{% generation %}x{% endgeneration %}{%- for a, b in c|dictsort %}
{{ loop.cycle('a','b') }}{% break %}{% endfor %})"});
}

TEST(ChatTemplate, is_paid_for_and_told_where_the_budget_is_over) {
  std::string heavy = "{% set a = [";
  for (int i = 0; i < 1000; ++i)
    heavy += "'" + std::to_string(i) + "',";
  heavy += "] %}{% for x in a %}{% for y in a %}{{ x ~ y }}{% endfor %}{% endfor %}";
  Budget budget;
  EXPECT_EQ(reach_of_template(heavy, &budget), std::nullopt);
  EXPECT_LT(budget.left(Cost::steps), limits::gathered_steps_max - 1000);
  EXPECT_TRUE(budget.draw(Cost::steps, budget.left(Cost::steps) - 10'000).ok());
  EXPECT_TRUE(reach_of_template(heavy, &budget));
}

TEST(ChatTemplate, is_followed_until_nothing_changes) {
  for (int links = 1; links < 60; links += 7) {
    std::string text;
    for (int i = 0; i < links; ++i)
      text += "{% macro a" + std::to_string(i) + "() %}{{ a" + std::to_string(i + 1) + "() }}{% endmacro %}";
    text += "{% macro a" + std::to_string(links) + "() %}__class__{% endmacro %}{{ messages[a0()] }}";
    EXPECT_TRUE(reach_of_template(text)) << links;
  }
  std::string plain = "{{ a0 }}";
  for (int i = 0; i < 10; ++i)
    plain += "{% set a" + std::to_string(i) + " = a" + std::to_string(i + 1) + " %}";
  EXPECT_FALSE(reach_of_template(plain + "{% set a10 = 'x' %}"));
}

}  // namespace
}  // namespace weightcheck::evidence
