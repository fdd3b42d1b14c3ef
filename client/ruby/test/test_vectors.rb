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

  METHODS.each do |name, description|
    JSON.parse(File.read(File.join(VECTORS, "#{snake(name)}.json"))).each do |vector|
      define_method("test_#{name} #{vector['name']}") do
        request = description.input.decode_json(JSON.generate(vector['request']))
        if vector.key?('response')
          expected = description.output.decode_json(JSON.generate(vector['response']))
          assert_equal expected, STUB.public_send(self.class.snake(name), request)
        else
          error = assert_raises(GRPC::BadStatus) { STUB.public_send(self.class.snake(name), request) }
          check_error(error, vector['error'])
        end
      end
    end
  end

  def test_there_are_vectors_for_all
    assert_equal 9, METHODS.size
    assert_operator self.class.public_instance_methods.grep(/^test_/).size, :>, 2000
  end
end
