# frozen_string_literal: true

# A reporter of Minitest that writes JUnit XML, which Debian has no package for.

require 'minitest'
require 'rexml/document'

# One testcase for each result, in the file that it is given.
class JUnit < Minitest::StatisticsReporter
  def initialize(path)
    super()
    @path = path
    @suite = REXML::Element.new('testsuite')
  end

  def record(result)
    super
    test = @suite.add_element('testcase', 'classname' => result.klass, 'name' => printable(result.name),
                                          'time' => result.time.to_s)
    failure = result.failure or return
    kind = result.skipped? ? 'skipped' : 'failure'
    test.add_element(kind, 'message' => printable(failure.message)).text = printable(failure.to_s)
  end

  def report
    super
    document = REXML::Document.new << REXML::XMLDecl.new('1.0', 'UTF-8')
    document.add_element(@suite)
    File.open(@path, 'w') { |file| document.write(file) }
  end

  private

  # XML has no form for most control characters.
  def printable(text) = text.dup.force_encoding(Encoding::UTF_8).scrub.gsub(/[\x00-\x08\v\f\x0e-\x1f\ufffe\uffff]/, '?')
end

# How Minitest finds it.
module Minitest
  def self.plugin_junit_init(_options)
    reporter << JUnit.new(ENV.fetch('JUNIT_FILE'))
  end
end
Minitest.extensions << 'junit'
