# frozen_string_literal: true

require_relative 'harness'

# Every vector, one test each.
class TestVectors < Minitest::Test
  STUB = Statusmap.stub(Server.shared.address, timeout: 20)
  METHODS = Statusmap::V1::StatusMapService::Service.rpc_descs
  CODES = GRPC::Core::StatusCodes

  def self.snake(name) = name.to_s.gsub(/(?<!^)([A-Z])/, '_\1').downcase

  def check_error(error, expected)
    details = Statusmap.details(error)
    info = details[Google::Rpc::ErrorInfo]
    violations = details[Google::Rpc::BadRequest]&.field_violations.to_a
    assert_equal CODES.const_get(expected['code']), error.code
    assert_equal [expected['reason'], expected['domain']], [info.reason, info.domain]
    assert_equal expected.fetch('metadata', {}), info.metadata.to_h
    assert_equal expected.fetch('field_violations', []),
                 (violations.map { |one| { 'field' => one.field, 'description' => one.description } })
  end

  def self.message(type, json) = (type.respond_to?(:type) ? type.type : type).decode_json(JSON.generate(json))

  # All answers, and the error after them, whatever of these is a stream.
  def ask(method, requests)
    answers = []
    answer = STUB.public_send(method, requests)
    answer.is_a?(Enumerator) ? answer.each { |one| answers << one } : answers << answer
    [answers, nil]
  rescue GRPC::BadStatus => e
    [answers, e]
  end

  METHODS.each do |name, description|
    JSON.parse(File.read(File.join(VECTORS, "#{snake(name)}.json"))).each do |vector|
      define_method("test_#{name} #{vector['name']}") do
        requests = vector.fetch('requests') { [vector['request']] }
                         .map { |request| self.class.message(description.input, request) }
        answers, error = ask(self.class.snake(name), vector.key?('requests') ? requests : requests.first)
        assert_equal (vector['responses'] || [vector['response']].compact)
          .map { |response| self.class.message(description.output, response) }, answers
        vector.key?('error') ? check_error(error, vector['error']) : assert_nil(error)
      end
    end
  end

  def test_there_are_vectors_for_all
    assert_equal 12, METHODS.size
    assert_operator self.class.public_instance_methods.grep(/^test_/).size, :>, 2090
  end
end
